import { useDisclosure } from '@mantine/hooks';
import { IconBell } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useProblems } from '@/data/problems/queries';
import classes from './AppFrame.module.css';
import { ProblemsDrawer } from './ProblemsDrawer';

/** How many things need a person, and the list of them. */
export function ProblemsBell() {
  const { t } = useTranslation('frame');
  const [opened, { open, close }] = useDisclosure(false);
  const problems = useProblems();
  const count = problems.data?.length ?? 0;
  const label = count > 0 ? t('problems.label', { count }) : t('problems.none_label');
  return (
    <>
      <button
        type="button"
        className={classes.tool}
        onClick={open}
        aria-label={label}
        title={label}
        aria-haspopup="dialog"
        data-testid="problems"
      >
        <IconBell size={21} stroke={1.6} aria-hidden />
        {count > 0 ? <span className={classes.count}>{count > 99 ? '99+' : count}</span> : null}
      </button>
      <ProblemsDrawer opened={opened} onClose={close} problems={problems} />
    </>
  );
}
