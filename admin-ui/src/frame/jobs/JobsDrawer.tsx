import { Drawer, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useJobs, type Job } from '@/data/jobs/queries';
import { useNow } from '@/format/now';
import { moment, useSpan } from '@/format/time';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { JobProgress, useJobWords } from '@/ui/JobProgress';
import classes from '@/ui/list.module.css';

/** Long operations, the youngest first: how far they are, how they ended and why. */
export default function JobsDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['jobs', 'common']);
  const jobs = useJobs();
  return (
    <Drawer opened onClose={onClose} position="right" title={t('title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      {jobs.error ? <ErrorNotice error={jobs.error} retry={() => void jobs.refetch()} /> : null}
      <ul className={classes.list} aria-label={t('title')}>
        {(jobs.data ?? []).map((job) => (
          <Line key={job.id} job={job} />
        ))}
      </ul>
    </Drawer>
  );
}

function Line({ job }: { job: Job }) {
  const { t } = useTranslation('jobs');
  const words = useJobWords();
  const span = useSpan();
  const now = useNow();
  const seconds = ((job.ended ?? now) - job.started) / 1000;
  return (
    <li className={`surface ${classes.item} ${classes.plain}`} data-testid="job" data-state={job.state}>
      <span className={classes.head}>
        <b>{words.kind(job)}</b>
        <span className="mono break">{job.instance}</span>
      </span>
      <JobProgress job={job} />
      <Text size="sm" c="dimmed">
        {t(job.ended === null ? 'since' : 'took', { by: job.by, time: moment(job.started, now), span: span(seconds) })}
      </Text>
    </li>
  );
}
