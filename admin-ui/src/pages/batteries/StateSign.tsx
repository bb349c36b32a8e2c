import { useTranslation } from 'react-i18next';
import type { BatteryState } from '@/data/batteries/rank';
import { Shape, type ShapeName, type Tone } from '@/ui/shapes';
import classes from './batteries.module.css';

const SIGNS: Record<BatteryState, { shape: ShapeName; tone: Tone }> = {
  alarm: { shape: 'octagon', tone: 'bad' },
  silent: { shape: 'cross', tone: 'bad' },
  warning: { shape: 'triangle', tone: 'warn' },
  doubtful: { shape: 'half', tone: 'warn' },
  low: { shape: 'diamond', tone: 'warn' },
  fine: { shape: 'disc', tone: 'ok' },
};

/** Shape, colour and word of what matters most about a battery. */
export function StateSign({ state }: { state: BatteryState }) {
  const { t } = useTranslation('batteries');
  const { shape, tone } = SIGNS[state];
  return (
    <span className={classes.sign} data-state={state}>
      <Shape name={shape} tone={tone} size={14} />
      <span style={{ color: `var(--rail-${tone})` }}>{t(`state.${state}`)}</span>
    </span>
  );
}
