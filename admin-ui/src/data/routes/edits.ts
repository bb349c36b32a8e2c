import { labelled, type Labelled } from './label';
import type { RouteEntry, RoutesDocument } from './types';

/** One change of the list of routes. */
export type RouteEdit =
  | { kind: 'replace'; label: string; route: RouteEntry }
  | { kind: 'remove'; label: string }
  /** `position`: its place from 1. */
  | { kind: 'add'; route: RouteEntry; position: number }
  /** `to`: the place from 0 it has afterwards. */
  | { kind: 'move'; label: string; to: number };

/** The document after an edit; the same one when its route is not there (any more). */
export function applyEdit(document: RoutesDocument, edit: RouteEdit): RoutesDocument {
  const routes = [...(document.routes ?? [])];
  if (edit.kind === 'add') {
    routes.splice(edit.position - 1, 0, edit.route);
    return { ...document, routes };
  }
  const found = labelled(document).find(({ label }) => label === edit.label);
  if (found === undefined) return document;
  if (edit.kind === 'replace') routes[found.index] = edit.route;
  else {
    const [route] = routes.splice(found.index, 1);
    if (edit.kind === 'move' && route !== undefined) routes.splice(Math.max(0, Math.min(routes.length, edit.to)), 0, route);
  }
  return { ...document, routes };
}

/** A copy to be changed: off, under an id of its own. */
export function copyOf({ route, label }: Labelled, document: RoutesDocument, name: string): RouteEntry {
  const taken = new Set(labelled(document).map((entry) => entry.label));
  const stem = (route.id ?? `route-${label}`).slice(0, 58).replace(/-\d+$/, '');
  let number = 2;
  while (taken.has(`${stem}-${number}`)) number += 1;
  return { ...structuredClone(route), id: `${stem}-${number}`, name, enabled: false };
}
