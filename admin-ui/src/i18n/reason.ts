import i18next, { type TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Param, Reason } from '@/data/errors';
import { formatLocale } from '@/format/locale';
import { moment } from '@/format/time';

/** Keys are made by every part of the system, so they are looked up as plain strings. */
type AnyT = (key: string, options: Record<string, unknown>) => string;

const known = (namespace: 'reasons' | 'hints', key: string) => i18next.exists(key, { ns: namespace });

/** Numbers in the reader's notation; times (Unix ms) as clock times; nothing left blank. */
function readable(params: Record<string, Param>): Record<string, unknown> {
  const format = new Intl.NumberFormat(formatLocale(), { maximumFractionDigits: 3, useGrouping: false });
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      if (value === null || value === '') return [name, '–'];
      if (typeof value !== 'number') return [name, value];
      return [name, value > 1e12 ? moment(value, Date.now()) : format.format(value)];
    }),
  );
}

/** Parameters that say where something is, not what is wrong with it. */
const BESIDE = new Set(['path', 'value', 'status', 'line', 'column', 'offset', 'file', 'route', 'others', 'hint', 'field']);

/** A key can have wordings for the one parameter that is set, such as `out_of_range_min`. */
function wordingOf({ key, params }: Reason): string {
  const telling = Object.entries(params ?? {}).filter(([name, value]) => value !== null && !BESIDE.has(name));
  const only = telling.length === 1 ? `${key}_${telling[0]?.[0]}` : key;
  return known('reasons', only) ? only : key;
}

/** A reason at a place of a document can leave the name of the field to its pointer. */
type Placed = Reason & { path?: string };

/** What the sender thinks was meant; its few English forms are told in the reader's language. */
function suggestion(t: TFunction, params: Record<string, Param>): string {
  const hint = String(params['hint'] ?? '');
  const forms = { meant: /^did you mean "(.+)"\?$/, known: /^there are: (.+)$/, example: /^for example (.+)$/ };
  for (const [form, pattern] of Object.entries(forms)) {
    const found = pattern.exec(hint)?.[1];
    if (found !== undefined) return ` ${(t as AnyT)(`suggestion.${form}`, { ns: 'common', what: found })}`;
  }
  return '';
}

/** The sentence for a reason: translated when the key is known, else the sender's English, else the key. */
export function reasonText(t: TFunction, reason: Placed): string {
  const key = wordingOf(reason);
  const params = reason.params ?? {};
  if (!known('reasons', key)) {
    return reason.message ? reason.message : (t as AnyT)('unknown', { ns: 'reasons', key });
  }
  const field = reason.path?.split('/').at(-1) ?? null;
  return (t as AnyT)(key, { ns: 'reasons', ...readable({ field, ...params }) }) + suggestion(t, params);
}

/** What a person can do about it, when there is something to say. */
export function hintText(t: TFunction, reason: Reason): string | undefined {
  return known('hints', reason.key) ? (t as AnyT)(reason.key, { ns: 'hints', ...readable(reason.params ?? {}) }) : undefined;
}

/** Both texts in the language of the page. */
export function useReason(): { text: (reason: Reason) => string; hint: (reason: Reason) => string | undefined } {
  const { t } = useTranslation();
  const any = t as unknown as TFunction;
  return { text: (reason) => reasonText(any, reason), hint: (reason) => hintText(any, reason) };
}
