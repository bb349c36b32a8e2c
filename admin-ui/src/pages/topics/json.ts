import type { Scalar } from '@/data/points/types';

export interface JsonLine {
  key: string;
  depth: number;
  /** Name before the colon; absent for entries of lists at the top. */
  name: string | undefined;
  /** What opens or closes here; a scalar otherwise. */
  bracket: string | undefined;
  value: Scalar;
  /** As the adapter calls the place; only for scalars. */
  place: string | undefined;
  last: boolean;
}

const MOST = 600;
const SIMPLE = /^[A-Za-z0-9_-]+$/;

/** A place in JSON as the adapter writes it: dots between plain keys, else a JSON pointer. */
export function placeOf(keys: readonly string[]): string {
  if (keys.every((key) => SIMPLE.test(key))) return keys.join('.');
  return `/${keys.map((key) => key.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`;
}

/** The lines of a JSON document, one for each value; null for what is none. */
export function jsonLines(text: string): JsonLine[] | null {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof document !== 'object' || document === null) return null;
  const lines: JsonLine[] = [];
  const add = (value: unknown, keys: readonly string[], name: string | undefined, last: boolean) => {
    if (lines.length >= MOST) return;
    const depth = keys.length;
    const key = `${placeOf(keys)} ${lines.length}`;
    const common = { depth, name, last };
    if (typeof value !== 'object' || value === null) {
      const place = value === null || keys.length === 0 ? undefined : placeOf(keys);
      lines.push({ ...common, key, bracket: undefined, value: value as Scalar, place });
      return;
    }
    const list = Array.isArray(value);
    const [left, right] = list ? ['[', ']'] : ['{', '}'];
    const entries = Object.entries(value);
    if (entries.length === 0) {
      lines.push({ ...common, key, bracket: `${left}${right}`, value: null, place: undefined });
      return;
    }
    lines.push({ ...common, key, bracket: left, value: null, place: undefined });
    entries.forEach(([each, inner], at) => add(inner, [...keys, each], list ? undefined : each, at === entries.length - 1));
    lines.push({ ...common, key: `${key} end`, name: undefined, bracket: right, value: null, place: undefined });
  };
  add(document, [], undefined, true);
  return lines;
}
