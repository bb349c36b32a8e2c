import { changedParts, diffRoutes, isSame, keyOf } from './diff';
import type { RouteEntry, RoutesDocument } from './types';

const routesOf = (document: RoutesDocument): RouteEntry[] => document.routes ?? [];
const keys = (routes: RouteEntry[]) => routes.map(keyOf);

/** What I changed since `base`, applied to what somebody else made of it; where both changed, mine stays. */
export function mergeOnTop(base: RoutesDocument, mine: RoutesDocument, theirs: RoutesDocument): RoutesDocument {
  const merged: RoutesDocument = { ...theirs };
  for (const part of changedParts(base, mine)) {
    if (part in mine) merged[part] = mine[part];
    else delete merged[part];
  }
  return { ...merged, routes: mergeRoutes(routesOf(base), routesOf(mine), routesOf(theirs)) };
}

function mergeRoutes(base: RouteEntry[], mine: RouteEntry[], theirs: RouteEntry[]): RouteEntry[] {
  const before = new Map(base.map((route) => [keyOf(route), route]));
  const own = new Map(mine.map((route) => [keyOf(route), route]));
  const result = theirs
    .filter((route) => own.has(keyOf(route)) || !before.has(keyOf(route)))
    .map((route) => {
      const key = keyOf(route);
      const changed = own.get(key);
      return changed !== undefined && !isSame(changed, before.get(key)) ? changed : route;
    });
  const present = new Set(keys(result));
  mine.forEach((route, index) => {
    const key = keyOf(route);
    // What they removed comes back only where I changed it.
    if (present.has(key) || (before.has(key) && isSame(route, before.get(key)))) return;
    const previous = mine[index - 1];
    const after = previous === undefined ? -1 : keys(result).lastIndexOf(keyOf(previous));
    const place = previous === undefined ? 0 : after === -1 ? result.length : after + 1;
    result.splice(place, 0, route);
    present.add(key);
  });
  return isReordered(base, mine) ? inOrderOf(mine, result) : result;
}

function isReordered(base: RouteEntry[], mine: RouteEntry[]): boolean {
  const both = new Set(keys(base));
  const own = new Set(keys(mine));
  const common = (routes: RouteEntry[]) => keys(routes).filter((key) => both.has(key) && own.has(key));
  return !isSame(common(base), common(mine));
}

/** The routes known to `mine` in its order, each in a place one of them had; the others stay where they are. */
function inOrderOf(mine: RouteEntry[], routes: RouteEntry[]): RouteEntry[] {
  const order = new Map(keys(mine).map((key, index) => [key, index]));
  const rank = (route: RouteEntry) => order.get(keyOf(route)) ?? 0;
  const queue = routes.filter((route) => order.has(keyOf(route))).toSorted((a, b) => rank(a) - rank(b));
  return routes.map((route) => (order.has(keyOf(route)) ? (queue.shift() ?? route) : route));
}

/** Whether both changed the same route or part, so that a person has to decide. */
export function isContested(base: RoutesDocument, mine: RoutesDocument, theirs: RoutesDocument): boolean {
  const touched = (changed: RoutesDocument) =>
    new Set([
      ...diffRoutes(base, changed).flatMap(({ kind, mine: one, theirs: other }) => {
        const route = one ?? other;
        return kind === 'moved' || route === undefined ? [] : [keyOf(route)];
      }),
      ...changedParts(base, changed),
    ]);
  const here = touched(mine);
  return [...touched(theirs)].some((key) => here.has(key));
}
