import { Loader } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { unfinished, type InstanceProgress, type Panic, type Where } from '@/data/panic/queries';
import classes from './panic.module.css';

const SHOWN = 30;
const ORDER: Record<Where, number> = { running: 0, unknown: 1, stopping: 2, stopped: 3 };

/** How far the stop is: the count in words, then each instance, those that still run first. */
export function PanicProgress({ panic }: { panic: Panic }) {
  const { t } = useTranslation('panic');
  if (panic.level !== 'all') return <p className={classes.state}>{t(`done.${panic.level ?? 'none'}`)}</p>;
  const stopped = panic.instances.filter((each) => each.where === 'stopped').length;
  const going = unfinished(panic);
  const sorted = panic.instances.toSorted((a, b) => ORDER[a.where] - ORDER[b.where] || a.step - b.step);
  return (
    <div data-testid="panic-progress" data-finished={!going || undefined}>
      <p className={classes.state} role="status">
        {going ? <Loader size={18} aria-hidden /> : <IconCircleCheck size={20} aria-hidden />}
        {t(going ? 'stopping' : 'stopped', { stopped, count: panic.instances.length })}
      </p>
      <ul className={classes.list} aria-label={t('list')}>
        {sorted.slice(0, SHOWN).map((each) => (
          <Line key={each.instance} entry={each} />
        ))}
      </ul>
      {sorted.length > SHOWN ? <p>{t('more', { count: sorted.length - SHOWN })}</p> : null}
    </div>
  );
}

function Line({ entry }: { entry: InstanceProgress }) {
  const { t } = useTranslation('panic');
  return (
    <li data-where={entry.where}>
      {entry.where === 'stopped' ? <IconCircleCheck size={16} aria-hidden /> : null}
      {entry.where === 'stopping' ? <Loader size={14} aria-hidden /> : null}
      {entry.where === 'running' || entry.where === 'unknown' ? <IconAlertTriangle size={16} aria-hidden /> : null}
      <span className="mono">{entry.instance}</span>
      <span>{t(`where.${entry.where}`)}</span>
    </li>
  );
}
