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

/** A key can have wordings for the one parameter that is set, such as `out_of_range_min`. */
function wordingOf({ key, params }: Reason): string {
  const telling = Object.entries(params ?? {}).filter(([name, value]) => value !== null && name !== 'path' && name !== 'value');
  const only = telling.length === 1 ? `${key}_${telling[0]?.[0]}` : key;
  return known('reasons', only) ? only : key;
}

/** The sentence for a reason: translated when the key is known, else the sender's English, else the key. */
export function reasonText(t: TFunction, reason: Reason): string {
  const key = wordingOf(reason);
  if (!known('reasons', key)) {
    return reason.message ? reason.message : (t as AnyT)('unknown', { ns: 'reasons', key });
  }
  return (t as AnyT)(key, { ns: 'reasons', ...readable(reason.params ?? {}) });
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
