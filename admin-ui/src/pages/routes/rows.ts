import type { CountersView, LastError, RouteCounters } from '@/data/routes/counters';
import { labelled, type Labelled } from '@/data/routes/label';
import type { RouteEntry, RoutesDocument } from '@/data/routes/types';
import { routeState, sourceState, type RouteState, type SourceState } from './state';
import { instancesOf, summaryOf, type RouteSummary } from './summary';

/** What follows from the text of a route alone. */
interface Written {
  summary: RouteSummary;
  sources: string[];
  targets: string[];
  /** What a search looks in, in lower case. */
  text: string;
}

/** Thousands of routes stay the same from one report to the next. */
const written = new WeakMap<RouteEntry, Written>();

function writtenOf(route: RouteEntry): Written {
  const known = written.get(route);
  if (known !== undefined) return known;
  const summary = summaryOf(route);
  const { name, from, to, transform } = summary;
  const made = {
    summary,
    sources: instancesOf(from),
    targets: instancesOf(to),
    text: [route.id ?? '', name, ...from, ...to, transform].join(' ').toLocaleLowerCase(),
  };
  written.set(route, made);
  return made;
}

/** A line of the list: a route as written and how it fares. */
export interface Row extends Labelled, Written {
  state: RouteState;
  /** Forward and, of a bidirectional route, back; undefined while the router says nothing. */
  counters: RouteCounters[] | undefined;
  rate: number | null;
  last: NonNullable<RouteCounters['last']> | null;
  error: LastError | null;
}

/** Lines of a document; without a report of the router nothing is known of how they fare. */
export function rowsOf(document: RoutesDocument, view: CountersView | undefined): Row[] {
  const counters = new Map<string, RouteCounters[]>();
  for (const entry of view?.routes ?? []) {
    const known = counters.get(entry.id);
    if (known === undefined) counters.set(entry.id, [entry]);
    else known.push(entry);
  }
  const states = new Map<string, SourceState>(view?.sources.map((source) => [source.id, sourceState(source)]));
  return labelled(document).map((entry) => {
    const text = writtenOf(entry.route);
    const own = counters.get(entry.label);
    return {
      ...entry,
      ...text,
      counters: own,
      state: routeState(
        entry.route,
        own,
        text.sources.map((id) => states.get(id)),
        view?.ts ?? 0,
      ),
      rate: totalRate(own),
      last: newest(own?.map(({ last }) => last)),
      error: newest(own?.map(({ last_error: error }) => error)),
    };
  });
}

function totalRate(counters: RouteCounters[] | undefined): number | null {
  const known = counters?.flatMap(({ rate }) => rate ?? []) ?? [];
  return known.length === 0 ? null : known.reduce((sum, rate) => sum + rate, 0);
}

function newest<T extends { ts: number }>(entries: (T | null | undefined)[] | undefined): T | null {
  let found: T | null = null;
  for (const entry of entries ?? []) if (entry != null && entry.ts > (found?.ts ?? -1)) found = entry;
  return found;
}
