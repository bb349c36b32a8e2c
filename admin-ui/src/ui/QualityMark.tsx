import { useTranslation } from 'react-i18next';
import type { Quality } from '@/data/points/types';
import { useReason } from '@/i18n/reason';
import { Shape, type ShapeName, type Tone } from './shapes';
import classes from './StatusLight.module.css';

const SIGNS: Record<Quality | 'unknown', { shape: ShapeName; tone: Tone }> = {
  good: { shape: 'disc', tone: 'ok' },
  uncertain: { shape: 'triangle', tone: 'warn' },
  bad: { shape: 'cross', tone: 'bad' },
  unknown: { shape: 'ring', tone: 'idle' },
};

interface Props {
  quality: Quality | null;
  reason?: string | null | undefined;
  /** With the sentence of the reason behind the word: in full, or as much as fits one line. */
  explained?: 'full' | 'line';
}

/** Shape, colour and word of a quality; null when nothing is known at this moment. */
export function QualityMark({ quality, reason, explained }: Props) {
  const { t } = useTranslation('points');
  const reasons = useReason();
  const name = quality ?? 'unknown';
  const { shape, tone } = SIGNS[name];
  const sentence = reason && name !== 'good' ? reasons.text({ key: reason }) : undefined;
  return (
    <span className={`${classes.light} ${explained === 'line' ? classes.line : ''}`} data-quality={name} title={sentence}>
      <Shape name={shape} tone={tone} size={12} />
      <span style={{ color: `var(--rail-${tone})` }}>{t(`quality.${name}`)}</span>
      {explained && sentence ? <span className={explained === 'line' ? classes.short : classes.full}>{sentence}</span> : null}
    </span>
  );
}
