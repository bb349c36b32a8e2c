import { Loader } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconListCheck } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useJobs } from '@/data/jobs/queries';
import classes from '../AppFrame.module.css';

const JobsDrawer = lazy(() => import('./JobsDrawer'));

/** Whether something long is under way; opens the list. Away until there was a job. */
export function JobsButton() {
  const { t } = useTranslation('jobs');
  const [opened, { open, close }] = useDisclosure(false);
  const jobs = useJobs().data ?? [];
  const running = jobs.filter((job) => job.state === 'running').length;
  if (jobs.length === 0) return null;
  const label = running > 0 ? t('running', { count: running }) : t('title');
  return (
    <>
      <button
        type="button"
        className={classes.tool}
        onClick={open}
        aria-label={label}
        title={label}
        aria-haspopup="dialog"
        data-testid="jobs"
        data-running={running}
      >
        {running > 0 ? <Loader size={18} color="#eef2f5" aria-hidden /> : <IconListCheck size={21} stroke={1.6} aria-hidden />}
        {running > 0 ? running : null}
      </button>
      <Suspense>{opened ? <JobsDrawer onClose={close} /> : null}</Suspense>
    </>
  );
}
