import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { formatLocale } from './locale';
import { fixed, UNKNOWN } from './number';
import { spanParts } from './time';

const SPAN = /^(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const MINUTE = 60;
const STYLES: Record<string, Intl.DateTimeFormatOptions> = {
  DT: { dateStyle: 'short', timeStyle: 'medium' },
  DATE: { dateStyle: 'medium' },
  TOD: { timeStyle: 'medium' },
};

/** Seconds of an ISO 8601 duration as controllers tell their times; null for anything else. */
export function secondsOf(text: string): number | null {
  const found = SPAN.exec(text);
  if (found === null || !/\d/.test(text)) return null;
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0'] = found;
  const total = Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * MINUTE + Number(seconds);
  return sign === '-' ? -total : total;
}

/** A controller's date or time of day as it stands there: it has no time zone, and its beginning means "never". */
function wallClock(text: string, style: Intl.DateTimeFormatOptions, type: string): string | undefined {
  const ms = Date.parse(type === 'TOD' ? `1970-01-01T${text}Z` : type === 'DATE' ? `${text}T00:00:00Z` : `${text}Z`);
  if (Number.isNaN(ms)) return undefined;
  if (ms === 0 && type !== 'TOD') return UNKNOWN;
  return new Intl.DateTimeFormat(formatLocale(), { ...style, timeZone: 'UTC' }).format(ms);
}

/** Writes a value of the types TIME, LTIME, DT, DATE and TOD as people do; undefined for others. */
export function useTimeText(): (type: string | null | undefined, text: string) => string | undefined {
  const { t } = useTranslation('common');
  return useCallback(
    (type, text) => {
      const style = STYLES[type ?? ''];
      if (style !== undefined) return wallClock(text, style, type ?? '');
      const seconds = type === 'TIME' || type === 'LTIME' ? secondsOf(text) : null;
      if (seconds === null) return undefined;
      const size = Math.abs(seconds);
      const sign = seconds < 0 ? '−' : '';
      if (size < MINUTE) return `${sign}${fixed(size, Number.isInteger(size) ? 0 : size < 1 ? 3 : 1)}\u00a0s`;
      return (
        sign +
        spanParts(size)
          .map(([unit, count]) => t(`span.${unit}`, { count }))
          .join(' ')
      );
    },
    [t],
  );
}
