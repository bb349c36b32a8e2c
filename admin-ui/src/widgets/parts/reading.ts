import { useTranslation } from 'react-i18next';
import type { Scalar } from '@/data/points/types';
import { textOf } from '@/data/points/value';
import { fixed, HUGE, measured, UNKNOWN } from '@/format/number';
import { useTimeText } from '@/format/plc-time';
import { stateWord } from '@/format/state-word';
import { useSpan } from '@/format/time';
import { unitSign } from '@/format/unit';
import type { LiveValue } from '../contract';
import { toneAt, type Threshold } from './thresholds';

/** How numbers of a widget are written; what is not chosen follows the point. */
export interface Format {
  unit?: string;
  decimals?: number | null;
  thresholds?: readonly Threshold[];
}

/** A value ready to be shown. */
export interface Reading {
  /** Without the unit; "–" for what may not be shown. */
  text: string;
  unit: string;
  /** Both, as one would say it. */
  full: string;
  number: number | null;
  tone: Threshold['tone'] | null;
  known: boolean;
  doubtful: boolean;
}

const LONGEST = 400;
/** From so many seconds on nobody counts in seconds. */
const SPOKEN_S = 600;

/** A number that may be shown; switches count as 0 and 1. */
export function numberOf({ value, quality }: Pick<LiveValue, 'value' | 'quality'>): number | null {
  if (quality === 'bad' || quality === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A number with the decimals that were chosen, else as many as it has. */
export function numberText(value: number | null, decimals: number | null | undefined): string {
  if (value === null) return UNKNOWN;
  const free = decimals === null || decimals === undefined || Math.abs(value) >= HUGE;
  return free ? measured(value) : fixed(value, decimals);
}

export function useReading(): (live: LiveValue, format?: Format) => Reading {
  const { t } = useTranslation('points');
  const timeText = useTimeText();
  const span = useSpan();
  const word = (value: Scalar, live: LiveValue, decimals: number | null | undefined): string => {
    const named = live.point && textOf(live.point.texts, value);
    if (named) return stateWord(named);
    if (typeof value === 'boolean') return t(value ? 'write.on' : 'write.off');
    if (typeof value === 'number') return numberText(value, decimals);
    if (value === '' || value === null) return t(value === '' ? 'empty_text' : 'no_value');
    const time = timeText(live.point?.type, value);
    if (time !== undefined) return time;
    return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
  };
  return (live, { unit, decimals, thresholds = [] } = {}) => {
    const known = live.value !== null && live.quality !== 'bad' && live.quality !== null;
    const number = typeof live.value === 'boolean' ? null : numberOf(live);
    const long = known && number !== null && !unit && live.point?.unit === 's' && number >= SPOKEN_S;
    const text = long ? span(number) : known ? word(live.value, live, decimals) : UNKNOWN;
    const own = long || (number === null && known) ? '' : unit || unitSign(live.point?.unit ?? '');
    return {
      text,
      unit: own,
      full: own && known ? `${text}\u00a0${own}` : text,
      number,
      tone: toneAt(numberOf(live), thresholds),
      known,
      doubtful: live.quality === 'uncertain',
    };
  };
}

/** Ends of a scale: as chosen, else as the point tells them, else what was given. */
export function scaleOf(
  options: { min: number | null; max: number | null },
  live: Pick<LiveValue, 'point'>,
  otherwise: readonly [number, number],
): [number, number] {
  const min = options.min ?? live.point?.min ?? otherwise[0];
  const max = options.max ?? live.point?.max ?? otherwise[1];
  return max > min ? [min, max] : [min, min + 1];
}
