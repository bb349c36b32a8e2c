import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { UNKNOWN } from '@/format/number';

export const LANGUAGES = ['de', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const STORED = 'dinrail-language';

const load: Record<Language, () => Promise<{ default: object }>> = {
  de: () => import('./de'),
  en: () => import('./en'),
};

/** What the person chose last, else what the browser asks for. */
export function initialLanguage(): Language {
  const stored = localStorage.getItem(STORED);
  const wanted = [stored, ...navigator.languages].map((tag) => tag?.slice(0, 2));
  return LANGUAGES.find((language) => language === wanted.find((tag) => tag === 'de' || tag === 'en')) ?? 'en';
}

async function add(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, 'common')) return;
  const texts = (await load[language]()).default as Record<string, object>;
  for (const [namespace, bundle] of Object.entries(texts)) i18next.addResourceBundle(language, namespace, bundle);
}

export async function startTexts(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: {},
    fallbackLng: false,
    defaultNS: 'common',
    interpolation: { escapeValue: false },
    // A parameter the sender left out must not show up as its name.
    missingInterpolationHandler: () => UNKNOWN,
    react: { useSuspense: false, bindI18nStore: 'added' },
  });
  await setLanguage(language);
}

/** Switches the whole page; a language is fetched when it is first used. */
export async function setLanguage(language: Language): Promise<void> {
  await add(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORED, language);
  await setLanguage(language);
}

/** The language shown now. */
export function currentLanguage(): Language {
  return i18next.language === 'de' ? 'de' : 'en';
}
