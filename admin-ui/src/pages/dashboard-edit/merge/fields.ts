export type Entry = Readonly<Record<string, unknown>>;
export type Side = 'mine' | 'theirs';

/** A field that two people made different things of. */
export interface Clash {
  path: string;
  base: unknown;
  mine: unknown;
  theirs: unknown;
}

/** Fields whose entries are merged one by one. */
const NESTED = new Set(['bindings', 'options', 'layouts']);

const isObject = (value: unknown): value is Entry => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether two values are the same, in whatever order their fields stand. */
export function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((value, at) => same(value, b[at]));
  if (!isObject(a) || !isObject(b)) return a === b;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => same(a[name], b[name]));
}

export const isPlace = (path: string): boolean => path === 'layout' || path.startsWith('layouts.');

/** Whether two entries differ in nothing but where they stand. */
export const sameButPlace = (a: Entry, b: Entry): boolean => {
  const [one, other] = [partsOf(a), partsOf(b)];
  return [...one.keys(), ...other.keys()].every((path) => isPlace(path) || same(one.get(path), other.get(path)));
};

/** The fields of an entry by their paths. */
function partsOf(entry: Entry): Map<string, unknown> {
  const parts = new Map<string, unknown>();
  for (const [name, value] of Object.entries(entry)) {
    if (!NESTED.has(name) || !isObject(value)) parts.set(name, value);
    else for (const [key, inner] of Object.entries(value)) parts.set(`${name}.${key}`, inner);
  }
  return parts;
}

function entryOf(parts: ReadonlyMap<string, unknown>, nested: readonly string[]): Entry {
  const made: Record<string, unknown> = Object.fromEntries(nested.map((name) => [name, {}]));
  for (const [path, value] of parts) {
    const [name = '', ...rest] = path.split('.');
    if (value === undefined) continue;
    if (rest.length === 0) made[name] = value;
    else made[name] = { ...(made[name] as Entry), [rest.join('.')]: value };
  }
  return made;
}

/** One entry out of two that began as the same; where both changed a field, and for `whole` ones, `side` says whose holds. */
export function mergeFields(
  base: Entry,
  mine: Entry,
  theirs: Entry,
  side: (path: string) => Side,
  whole: ReadonlySet<string>,
): { entry: Entry; clashes: Clash[] } {
  const [was, own, other] = [partsOf(base), partsOf(mine), partsOf(theirs)];
  const clashes: Clash[] = [];
  const taken = new Map<string, unknown>();
  for (const path of new Set([...other.keys(), ...own.keys()])) {
    const [b, m, t] = [was.get(path), own.get(path), other.get(path)];
    const contested = !same(m, t) && !same(m, b) && !same(t, b);
    if (contested) clashes.push({ path, base: b, mine: m, theirs: t });
    taken.set(path, contested || whole.has(path) ? (side(path) === 'mine' ? m : t) : same(m, b) ? t : m);
  }
  const nested = [...NESTED].filter((name) => name in mine || name in theirs);
  return { entry: entryOf(taken, nested), clashes };
}
