import type { FieldTexts } from '@/data/adapters/types';
import type { FieldTextBook } from '@/form/texts';
import type { Language } from '@/i18n';
import type { WidgetType } from './contract';

/** What the inspector's form calls the options: from `/path`, `/path#` (description) and `/path=choice` of a type's texts. */
export function bookOf(type: WidgetType, language: Language): FieldTextBook {
  const book: Record<string, FieldTexts> = {};
  for (const [key, text] of Object.entries(type.texts[language])) {
    const [, path, mark, choice] = /^(\/[^#=]*)([#=]?)(.*)$/.exec(key) ?? [];
    if (path === undefined) continue;
    const entry = (book[path] ??= {});
    if (mark === '') entry.title = text;
    else if (mark === '#') entry.description = text;
    else entry.enum = { ...entry.enum, [choice ?? '']: text };
  }
  return book;
}
