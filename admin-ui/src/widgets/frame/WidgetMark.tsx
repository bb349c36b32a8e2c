import { useTranslation } from 'react-i18next';
import { useReason } from '@/i18n/reason';
import { Shape, type ShapeName, type Tone } from '@/ui/shapes';
import classes from './frame.module.css';
import type { Worst } from './quality';

const SIGNS: Record<'uncertain' | 'bad' | 'waiting', { shape: ShapeName; tone: Tone }> = {
  uncertain: { shape: 'triangle', tone: 'warn' },
  bad: { shape: 'cross', tone: 'bad' },
  waiting: { shape: 'ring', tone: 'idle' },
};

/** Sign and words for values that are not good; nothing for good ones. */
export function WidgetMark({ worst }: { worst: Worst }) {
  const { t } = useTranslation('dashboards');
  const reasons = useReason();
  if (worst.quality === 'good') return null;
  const name = worst.quality ?? 'waiting';
  const why = worst.reason ? reasons.text({ key: worst.reason, params: { address: worst.sources[0] ?? '' } }) : '';
  const words = [t(`quality.${name}`), why, worst.sources.slice(0, 3).join(', ')].filter(Boolean).join(' – ');
  return (
    <span className={classes.mark} role="img" aria-label={words} title={words} data-testid="widget-mark">
      <Shape name={SIGNS[name].shape} tone={SIGNS[name].tone} size={12} />
    </span>
  );
}
