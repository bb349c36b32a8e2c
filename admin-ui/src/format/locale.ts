import i18next from 'i18next';

/** Notation of numbers and times; English as in Europe, with a 24-hour clock. */
export function formatLocale(): string {
  return i18next.language === 'de' ? 'de-DE' : 'en-GB';
}
