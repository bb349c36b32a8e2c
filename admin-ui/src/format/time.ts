import { useTranslation } from 'react-i18next';
import { formatLocale } from './locale';
import { UNKNOWN } from './number';

const STEPS = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3600 },
  { unit: 'minute', seconds: 60 },
  { unit: 'second', seconds: 1 },
] as const;

export type SpanUnit = (typeof STEPS)[number]['unit'];

/** A span as its largest unit and, above minutes, the next one: 3 d 4 h, 12 min, 8 s. */
export function spanParts(seconds: number): [SpanUnit, number][] {
  const total = Math.max(0, Math.floor(seconds));
  const first = STEPS.findIndex((step) => total >= step.seconds);
  if (first === -1) return [['second', 0]];
  const parts: [SpanUnit, number][] = [];
  let left = total;
  for (const step of STEPS.slice(first, first < 2 ? first + 2 : first + 1)) {
    const count = Math.floor(left / step.seconds);
    left -= count * step.seconds;
    if (count > 0) parts.push([step.unit, count]);
  }
  return parts;
}

/** Writes a span of seconds in the reader's language, "–" when unknown. */
export function useSpan(): (seconds: number | null | undefined) => string {
  const { t } = useTranslation('common');
  return (seconds) => {
    if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return UNKNOWN;
    return spanParts(seconds)
      .map(([unit, count]) => t(`span.${unit}`, { count }))
      .join(' ');
  };
}

/** Wall-clock time of a Unix ms; with the date unless it is the day of `now`. */
export function moment(ms: number | null | undefined, now: number): string {
  if (ms === null || ms === undefined || ms <= 0) return UNKNOWN;
  const sameDay = new Date(ms).toDateString() === new Date(now).toDateString();
  const style: Intl.DateTimeFormatOptions = sameDay ? { timeStyle: 'medium' } : { dateStyle: 'short', timeStyle: 'medium' };
  return new Intl.DateTimeFormat(formatLocale(), style).format(ms);
}
