import { UNKNOWN } from '@/format/number';

export interface Difference {
  path: string;
  before: string;
  after: string;
}

const LONGEST = 60;
const MOST = 12;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as short text. */
export function words(value: unknown): string {
  if (value === undefined || value === null || value === '') return UNKNOWN;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** The fields in which two entries differ; nothing for one that is wholly new or gone. */
export function differing(before: unknown, after: unknown, path = ''): Difference[] {
  if (path === '' && !(isObject(before) && isObject(after))) return [];
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    const found = names.flatMap((name) => differing(before[name], after[name], path === '' ? name : `${path}.${name}`));
    return path === '' ? found.slice(0, MOST) : found;
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before: words(before), after: words(after) }];
}
