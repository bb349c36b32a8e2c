import type { FieldTexts } from '@/data/adapters/types';
import type { JsonSchema } from './schema';

/** Texts of an adapter's fields by schema path: pointer with `*` for any list index or map key. */
export type FieldTextBook = Record<string, FieldTexts>;

/** A field's name: translated, else as the schema says, else made from the property's name. */
export function titleOf(schema: JsonSchema, path: string, book: FieldTextBook | undefined): string {
  return book?.[path]?.title ?? schema.title ?? humanise(path.split('/').findLast((part) => part !== '*' && part !== '') ?? '');
}

export function descriptionOf(schema: JsonSchema, path: string, book: FieldTextBook | undefined): string | undefined {
  // A translated title without a description must not bring back the English one in a German form.
  const texts = book?.[path];
  return texts === undefined ? schema.description : texts.description;
}

/** A choice's name; the raw value where nobody named it. */
export function choiceText(choice: unknown, path: string, book: FieldTextBook | undefined): string {
  return book?.[path]?.enum?.[String(choice)] ?? String(choice);
}

function humanise(name: string): string {
  const words = name.replaceAll(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
