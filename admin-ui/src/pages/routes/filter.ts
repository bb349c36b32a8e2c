import type { Row } from './rows';
import { ROUTE_STATES, type RouteState } from './state';

export interface RouteFilter {
  text: string;
  source: string;
  target: string;
  states: readonly RouteState[];
}

export const NO_FILTER: RouteFilter = { text: '', source: '', target: '', states: [] };

export function isFiltering(filter: RouteFilter): boolean {
  return filter.text.trim() !== '' || filter.source !== '' || filter.target !== '' || filter.states.length > 0;
}

/** Routes from this source to this target, in one of the states, that contain every word. */
export function filterRows(rows: Row[], filter: RouteFilter): Row[] {
  const words = filter.text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (filter.source !== '' && !row.sources.includes(filter.source)) return false;
    if (filter.target !== '' && !row.targets.includes(filter.target)) return false;
    if (filter.states.length > 0 && !filter.states.includes(row.state)) return false;
    if (words.length === 0) return true;
    return words.every((word) => row.text.includes(word));
  });
}

/** How many routes are in each state that occurs, in the fixed order of states. */
export function countByState(rows: Row[]): [RouteState, number][] {
  const counts = new Map<RouteState, number>();
  for (const { state } of rows) counts.set(state, (counts.get(state) ?? 0) + 1);
  return ROUTE_STATES.flatMap((state): [RouteState, number][] => {
    const count = counts.get(state);
    return count === undefined ? [] : [[state, count]];
  });
}

/** States of a comma list in the page's address; unknown words are left out. */
export function statesOf(text: string | null): RouteState[] {
  const words = (text ?? '').split(',');
  return ROUTE_STATES.filter((state) => words.includes(state));
}

/** Every source or target that occurs, sorted. */
export function endsOf(rows: Row[], side: 'sources' | 'targets'): string[] {
  return [...new Set(rows.flatMap((row) => row[side]))].toSorted();
}
