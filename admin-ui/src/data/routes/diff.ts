import { labelled, type Labelled } from './label';
import type { DiffEntry, RouteEntry, RoutesDocument } from './types';

/** JSON with sorted keys, so that equal things are equal texts. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

export const isSame = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

/** What tells a route from others: its id, or all of it when it has none. */
export function keyOf(route: RouteEntry): string {
  return route.id ? `#${route.id}` : canonical(route);
}

function byKey(document: RoutesDocument): Map<string, Labelled> {
  return new Map(labelled(document).map((entry) => [keyOf(entry.route), entry]));
}

/** Routes that differ, seen from `mine`: added and removed are what `theirs` has more and less. */
export function diffRoutes(mine: RoutesDocument, theirs: RoutesDocument): DiffEntry[] {
  const own = byKey(mine);
  const other = byKey(theirs);
  const found: DiffEntry[] = [];
  for (const [key, { label, route }] of own) {
    const there = other.get(key);
    if (there === undefined) found.push({ route: label, kind: 'removed', mine: route });
    else if (!isSame(route, there.route)) found.push({ route: label, kind: 'changed', mine: route, theirs: there.route });
  }
  for (const [key, { label, route }] of other) {
    if (!own.has(key)) found.push({ route: label, kind: 'added', theirs: route });
  }
  const common = [...own.keys()].filter((key) => other.has(key));
  const order = new Map([...other.keys()].map((key, index) => [key, index]));
  for (const key of displaced(common, order)) {
    const [here, there] = [own.get(key), other.get(key)];
    if (here && there && isSame(here.route, there.route)) {
      found.push({ route: here.label, kind: 'moved', mine: here.route, theirs: there.route });
    }
  }
  return found;
}

/** Keys that are not in a longest run that has the same order in both lists. */
function displaced(keys: string[], order: Map<string, number>): string[] {
  const place = (key: string) => order.get(key) ?? 0;
  const tails: string[] = [];
  const before = new Map<string, string | undefined>();
  for (const key of keys) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (place(tails[middle] ?? '') < place(key)) low = middle + 1;
      else high = middle;
    }
    before.set(key, tails[low - 1]);
    tails[low] = key;
  }
  const kept = new Set<string>();
  for (let key = tails.at(-1); key !== undefined; key = before.get(key)) kept.add(key);
  return keys.filter((key) => !kept.has(key));
}

const FIELDS = ['name', 'from', 'when', 'schedule', 'transform', 'to'] as const;

/** Fields in which two forms of a route differ, those people look for first. */
export function changedFields(mine: RouteEntry | undefined, theirs: RouteEntry | undefined): string[] {
  const a: Record<string, unknown> = { ...mine };
  const b: Record<string, unknown> = { ...theirs };
  const rest = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => !FIELDS.some((known) => known === name));
  return [...FIELDS, ...rest].filter((name) => !isSame(a[name], b[name]));
}

/** Names of the parts beside the routes in which two documents differ. */
export function changedParts(mine: RoutesDocument, theirs: RoutesDocument): string[] {
  const names = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])];
  return names.filter((name) => name !== 'routes' && !isSame(mine[name], theirs[name]));
}
