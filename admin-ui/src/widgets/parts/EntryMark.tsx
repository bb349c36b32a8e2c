import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LiveValue } from '../contract';
import { useReason } from '@/i18n/reason';
import { Shape, type ShapeName, type Tone } from '@/ui/shapes';

const SIGNS: Record<'uncertain' | 'bad' | 'unknown', { shape: ShapeName; tone: Tone }> = {
  uncertain: { shape: 'triangle', tone: 'warn' },
  bad: { shape: 'cross', tone: 'bad' },
  unknown: { shape: 'ring', tone: 'idle' },
};

/** The sign of a value among others that is not good, with its word and reason for the ear and as a tooltip. */
export function EntryMark({ live, size = 12 }: { live: Pick<LiveValue, 'quality' | 'reason'>; size?: number }) {
  const { t } = useTranslation('points');
  const reasons = useReason();
  if (live.quality === 'good') return null;
  const name = live.quality ?? 'unknown';
  const why = live.reason ? reasons.text({ key: live.reason }) : '';
  const words = [t(`quality.${name}`), why].filter(Boolean).join(': ');
  return (
    <span title={words} data-quality={name} style={{ display: 'inline-flex', flexShrink: 0 }}>
      <Shape name={SIGNS[name].shape} tone={SIGNS[name].tone} size={size} />
      <VisuallyHidden>{` ${words}`}</VisuallyHidden>
    </span>
  );
}
