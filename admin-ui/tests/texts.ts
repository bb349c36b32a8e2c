import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { afterEach, beforeAll } from 'vitest';
import de from '@/i18n/de';
import en from '@/i18n/en';

beforeAll(async () => {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    resources: { en: structuredClone(en), de: structuredClone(de) },
    fallbackLng: false,
    defaultNS: 'common',
    interpolation: { escapeValue: false },
    missingInterpolationHandler: () => '–',
    react: { useSuspense: false, bindI18nStore: 'added' },
  });
});

afterEach(async () => {
  await i18next.changeLanguage('en');
});
