import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { WidgetType } from './contract';
import { useWidgetTypes } from './registry';

/** A type's own word in the language shown; undefined where it has none. */
export function wordOf(type: WidgetType | undefined, key: string, language: string): string | undefined {
  return type?.texts[language === 'de' ? 'de' : 'en'][key];
}

/** Names of types as people read them; an unknown one is called as it is written. */
export function useTypeName(): (type: string) => string {
  const { i18n } = useTranslation();
  const types = useWidgetTypes();
  return useCallback((type) => wordOf(types.get(type), 'name', i18n.language) ?? type, [types, i18n.language]);
}
