import { useTranslation } from 'react-i18next';
import { formatLocale } from '@/format/locale';

const MONDAY = Date.UTC(2026, 0, 5);
const DAY_MS = 86_400_000;

/** Names of the days from Monday on, in the language of the page. */
export function useDayNames(): { short: string[]; long: string[] } {
  // Re-renders with the language.
  useTranslation();
  const names = (weekday: 'short' | 'long') => {
    const format = new Intl.DateTimeFormat(formatLocale(), { weekday, timeZone: 'UTC' });
    return Array.from({ length: 7 }, (_, day) => format.format(MONDAY + day * DAY_MS));
  };
  return { short: names('short'), long: names('long') };
}
