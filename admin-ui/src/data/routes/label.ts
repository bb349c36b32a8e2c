import type { RouteEntry, RoutesDocument } from './types';

/** How a route is called everywhere: its id, else its place in the list from 1. */
export function labelOf(route: RouteEntry, index: number): string {
  return route.id ? route.id : String(index + 1);
}

export interface Labelled {
  label: string;
  index: number;
  route: RouteEntry;
}

/** The routes with their labels; entries that are no objects are left out. */
export function labelled(document: RoutesDocument | undefined): Labelled[] {
  const routes: unknown[] = Array.isArray(document?.routes) ? document.routes : [];
  return routes.flatMap((route, index) =>
    typeof route === 'object' && route !== null
      ? [{ label: labelOf(route as RouteEntry, index), index, route: route as RouteEntry }]
      : [],
  );
}

export function findRoute(document: RoutesDocument | undefined, label: string): Labelled | undefined {
  return labelled(document).find((entry) => entry.label === label);
}

/** One or several addresses as a list. */
export function addresses(value: string | string[] | undefined): string[] {
  return (Array.isArray(value) ? value : [value]).filter((entry): entry is string => typeof entry === 'string' && entry !== '');
}
