import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { UNKNOWN } from '@/format/number';

export const LANGUAGES = ['de', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const STORED = 'dinrail-language';

type Bundle = () => Promise<{ default: object }>;

const EARLY: Record<Language, Bundle> = { de: () => import('./de/early'), en: () => import('./en/early') };
const LATE: Record<Language, Bundle> = { de: () => import('./de/late'), en: () => import('./en/late') };

/** Whether a page was opened that says more than the frame and the dashboards do. */
let everything = false;

/** What the person chose last, else what the browser asks for. */
export function initialLanguage(): Language {
  const stored = localStorage.getItem(STORED);
  const wanted = [stored, ...navigator.languages].map((tag) => tag?.slice(0, 2));
  return LANGUAGES.find((language) => language === wanted.find((tag) => tag === 'de' || tag === 'en')) ?? 'en';
}

async function add(language: Language, bundle: Bundle, telling: string): Promise<void> {
  if (i18next.hasResourceBundle(language, telling)) return;
  const texts = (await bundle()).default as Record<string, object>;
  for (const [namespace, words] of Object.entries(texts)) i18next.addResourceBundle(language, namespace, words);
}

/** Fetches what a page beside the dashboards says, once. */
export async function allTexts(): Promise<void> {
  everything = true;
  const language = currentLanguage();
  await add(language, LATE[language], 'form');
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
  await add(language, EARLY[language], 'common');
  if (everything) await add(language, LATE[language], 'form');
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
