import { useTranslation } from 'react-i18next';
import type { StatusName } from '@/data/instances/types';
import { Shape, type ShapeName, type Tone } from './shapes';
import classes from './StatusLight.module.css';

export const STATUS_SIGNS: Record<StatusName, { shape: ShapeName; tone: Tone }> = {
  running: { shape: 'disc', tone: 'ok' },
  degraded: { shape: 'triangle', tone: 'warn' },
  starting: { shape: 'dashed', tone: 'busy' },
  silent: { shape: 'half', tone: 'warn' },
  disconnected: { shape: 'diamond', tone: 'warn' },
  error: { shape: 'cross', tone: 'bad' },
  failed: { shape: 'barred', tone: 'bad' },
  suspended_by_spam: { shape: 'octagon', tone: 'bad' },
  panic: { shape: 'hand', tone: 'bad' },
  stopping: { shape: 'hollow', tone: 'busy' },
  stopped: { shape: 'square', tone: 'idle' },
};

interface Props {
  status: StatusName;
  size?: number;
}

/** Shape, colour and word of a status. */
export function StatusLight({ status, size = 16 }: Props) {
  const { t } = useTranslation('instances');
  const sign = STATUS_SIGNS[status] ?? { shape: 'ring', tone: 'idle' };
  return (
    <span className={classes.light} data-status={status} title={t(`explain.${status}`)}>
      <Shape name={sign.shape} tone={sign.tone} size={size} />
      <span style={{ color: `var(--rail-${sign.tone})` }}>{t(`status.${status}`)}</span>
    </span>
  );
}
