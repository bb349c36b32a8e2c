import { useTranslation } from 'react-i18next';
import { useLiveState } from '@/data/live/context';
import type { LiveState } from '@/data/live/types';
import { useNow } from '@/format/now';
import { moment } from '@/format/time';
import { Shape, type ShapeName, type Tone } from '@/ui/shapes';
import classes from './AppFrame.module.css';

const SIGNS: Record<LiveState['phase'], { shape: ShapeName; tone: Tone }> = {
  live: { shape: 'disc', tone: 'ok' },
  connecting: { shape: 'dashed', tone: 'busy' },
  reconnecting: { shape: 'triangle', tone: 'warn' },
  paused: { shape: 'ring', tone: 'idle' },
};

/** Whether what the page shows is live, and if not, since when. */
export function ConnectionState() {
  const { t } = useTranslation('frame');
  const { phase, since } = useLiveState();
  const now = useNow();
  const { shape, tone } = SIGNS[phase];
  const state = phase === 'reconnecting' ? t('live.reconnecting', { time: moment(since, now) }) : t(`live.${phase}`);
  return (
    <span className={classes.live} role="status" data-testid="live-state" data-phase={phase} title={state}>
      <Shape name={shape} tone={tone} size={12} />
      <span className="mantine-visible-from-sm">{state}</span>
      <span className="mantine-hidden-from-sm">{phase === 'reconnecting' ? t('live.reconnecting_short') : state}</span>
    </span>
  );
}
