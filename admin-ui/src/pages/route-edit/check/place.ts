import type { Finding } from '@/data/routes/types';
import type { Draft } from '../draft';

/** What the places of a route depend on. */
export type Rows = Pick<Draft, 'from' | 'to' | 'schedule'>;

/** A finding of the router at a field of the form. */
export interface Placed extends Finding {
  /** Pointer into the draft; "" for the route as a whole. */
  place: string;
}

export interface Sorted {
  mine: Placed[];
  /** About other routes of the file. */
  others: Finding[];
}

const ROUTE = /^\/routes\/(\d+)(.*)$/;

/** Findings of a whole document: those about the route at `index`, at their fields, and the rest. */
export function sortFindings(findings: readonly Finding[], index: number, draft: Rows): Sorted {
  const sorted: Sorted = { mine: [], others: [] };
  for (const finding of findings) {
    const [, at, rest] = ROUTE.exec(finding.pointer ?? '') ?? [];
    if (at === undefined || Number(at) !== index) sorted.others.push(finding);
    else sorted.mine.push({ ...finding, place: placeOf(rest ?? '', draft) });
  }
  return sorted;
}

/** The field of the form for a place in the route as it is written; lists of one are written without a list. */
export function placeOf(pointer: string, draft: Rows): string {
  const [, field = '', next, ...deeper] = pointer.split('/');
  if (field === 'from' || field === 'to') return `/${field}/${rowOf(draft[field], Number(next ?? 0))}`;
  if (field === 'schedule') {
    const listed = draft.schedule.length > 1;
    return ['/schedule', listed ? (next ?? '0') : '0', ...(listed ? deeper : next === undefined ? [] : [next, ...deeper])].join(
      '/',
    );
  }
  return field === '' ? '' : `/${field}`;
}

/** Row of the n-th address that is filled in. */
function rowOf(rows: readonly string[], n: number): number {
  const filled = rows.flatMap((address, row) => (address.trim() === '' ? [] : [row]));
  return filled[n] ?? filled.at(-1) ?? 0;
}
