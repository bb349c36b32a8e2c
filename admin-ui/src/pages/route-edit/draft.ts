import { addresses } from '@/data/routes/label';
import type { Quality } from '@/data/points/types';
import type { RouteEntry, Schedule } from '@/data/routes/types';
import { pipelineText } from './pipeline/print';

/** A route in the one form that is edited; empty rows are rows somebody is about to fill. */
export interface Draft {
  id: string;
  name: string;
  enabled: boolean;
  from: string[];
  to: string[];
  when: string;
  schedule: Schedule[];
  transform: string;
  bidirectional: boolean;
  quality: Quality[];
  on_error: 'drop' | 'bad';
  /** Per second; null: the router's own limit. */
  max_rate: number | null;
}

const GOOD: Quality[] = ['good'];

export function draftOf(route: Partial<RouteEntry> = {}): Draft {
  const rows = (value: string | string[] | undefined) => (addresses(value).length > 0 ? addresses(value) : ['']);
  const { schedule, quality } = route;
  return {
    id: route.id ?? '',
    name: route.name ?? '',
    enabled: route.enabled !== false,
    from: rows(route.from),
    to: rows(route.to),
    when: route.when ?? '',
    schedule: schedule === undefined ? [] : Array.isArray(schedule) ? schedule : [schedule],
    transform: pipelineText(route.transform),
    bidirectional: route.bidirectional === true,
    quality: quality === undefined ? GOOD : Array.isArray(quality) ? quality : [quality],
    on_error: route.on_error ?? 'drop',
    max_rate: route.max_rate ?? null,
  };
}

/** As it is written in the file: the short form of everything, without what is the default anyway. */
function written(draft: Draft): RouteEntry {
  const one = <T>(list: T[]): T | T[] => (list.length === 1 ? (list[0] as T) : list);
  const filled = (list: string[]) => list.map((address) => address.trim()).filter(Boolean);
  const entry = {
    id: draft.id.trim() || undefined,
    name: draft.name.trim() || undefined,
    from: one(filled(draft.from)),
    when: draft.when.trim() || undefined,
    schedule: draft.schedule.length === 0 ? undefined : one(draft.schedule.map(plainSchedule)),
    transform: draft.transform.trim() || undefined,
    to: one(filled(draft.to)),
    bidirectional: draft.bidirectional || undefined,
    enabled: draft.enabled ? undefined : false,
    quality: same(draft.quality, GOOD) ? undefined : one(draft.quality),
    on_error: draft.on_error === 'drop' ? undefined : draft.on_error,
    max_rate: draft.max_rate ?? undefined,
  };
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as unknown as RouteEntry;
}

/** A schedule without its empty fields. */
function plainSchedule(schedule: Schedule): Schedule {
  const isEmpty = (value: unknown) => value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(schedule).filter(([, value]) => !isEmpty(value)));
}

const FIELDS = [
  'id',
  'name',
  'from',
  'when',
  'schedule',
  'transform',
  'to',
  'bidirectional',
  'enabled',
  'quality',
  'on_error',
  'max_rate',
] as const satisfies readonly (keyof Draft)[];

/** The route to be stored. A field nobody touched stays as it was written, in whichever of its forms. */
export function entryOf(draft: Draft, base?: RouteEntry): RouteEntry {
  const fresh = written(draft);
  if (base === undefined) return fresh;
  const before = draftOf(base);
  const entry: Record<string, unknown> = { ...base };
  for (const field of FIELDS) {
    if (same(draft[field], before[field])) continue;
    if (fresh[field] === undefined) delete entry[field];
    else entry[field] = fresh[field];
  }
  return entry as unknown as RouteEntry;
}

export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
