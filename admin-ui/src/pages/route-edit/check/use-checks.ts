import { useDebouncedValue } from '@mantine/hooks';
import { useMemo } from 'react';
import { useLint } from '@/data/routes/queries';
import type { RouteEntry, RoutesDocument } from '@/data/routes/types';
import type { Draft } from '../draft';
import { sortFindings, type Sorted } from './place';

const PAUSE_MS = 400;
const NOTHING: Sorted = { mine: [], others: [] };

export interface Checks extends Sorted {
  /** `missing`: the router does not answer, so what is shown is only what the page itself can see. */
  state: 'checking' | 'checked' | 'missing';
}

/** What the router would say of the file with this route in it, asked while somebody types. */
export function useChecks(document: RoutesDocument, index: number, entry: RouteEntry, draft: Draft): Checks {
  const { whole, at } = useMemo(() => withRoute(document, index, entry), [document, index, entry]);
  const complete = entry.from.length > 0 && entry.to.length > 0;
  const [asked] = useDebouncedValue(complete ? whole : null, PAUSE_MS);
  const lint = useLint(asked);
  const { from, to, schedule } = draft;
  const found = useMemo(
    () => (lint.data ? sortFindings(lint.data, at, { from, to, schedule }) : NOTHING),
    [lint.data, at, from, to, schedule],
  );
  if (!complete) return { ...NOTHING, state: 'checked' };
  if (lint.error) return { ...NOTHING, state: 'missing' };
  const current = asked === whole && !lint.isPlaceholderData && lint.data !== undefined;
  return { ...found, state: current ? 'checked' : 'checking' };
}

/** A file this long is not sent with every pause in typing; saving checks all of it anyway. */
const MOST_ROUTES = 500;

/** The file with a route in its place, or behind the last one, and where it is in it. */
export function withRoute(document: RoutesDocument, index: number, entry: RouteEntry): { whole: RoutesDocument; at: number } {
  const routes = Array.isArray(document.routes) ? [...document.routes] : [];
  if (routes.length > MOST_ROUTES) return { whole: { ...document, routes: [entry] }, at: 0 };
  const at = Math.min(index, routes.length);
  routes[at] = entry;
  return { whole: { ...document, routes }, at };
}
