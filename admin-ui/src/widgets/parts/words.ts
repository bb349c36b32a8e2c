import { useTranslation } from 'react-i18next';
import { currentLanguage } from '@/i18n';

type Words = Record<string, string>;
export type Say<W extends Words> = (key: keyof W & string, params?: Record<string, string | number>) => string;

/** A type's own words in the language of the page; `{{name}}` is replaced by the parameter. */
export function useWords<W extends Words>(words: { de: Record<keyof W, string>; en: W }): Say<W> {
  // Renders again when the language changes.
  useTranslation();
  const own: Record<keyof W, string> = words[currentLanguage()];
  return (key, params = {}) => own[key].replaceAll(/{{(\w+)}}/g, (_, name: string) => String(params[name] ?? '–'));
}
