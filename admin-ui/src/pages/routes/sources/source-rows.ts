import type { Instance } from '@/data/instances/types';
import type { SourceCounters } from '@/data/routes/counters';
import type { RoutesDocument } from '@/data/routes/types';
import type { ShapeName, Tone } from '@/ui/shapes';
import type { Row } from '../rows';
import { sourceState } from '../state';

export type SourceStateName = 'open' | 'half_open' | 'disconnected' | 'closed' | 'quiet' | 'unknown';

export const SOURCE_SIGNS: Record<SourceStateName, { shape: ShapeName; tone: Tone }> = {
  open: { shape: 'octagon', tone: 'bad' },
  half_open: { shape: 'half', tone: 'warn' },
  disconnected: { shape: 'diamond', tone: 'warn' },
  unknown: { shape: 'ring', tone: 'idle' },
  quiet: { shape: 'ring', tone: 'idle' },
  closed: { shape: 'disc', tone: 'ok' },
};

/** What the router allows where nothing else is said; calculated points are free. */
const DEFAULT_RATE = 500;
const DEFAULT_POINTS = 10_000;

/** A source as the router sees it, with what is configured of it. */
export interface SourceRow {
  id: string;
  /** The instance behind it; undefined for calculated points, outside clients and names nobody has. */
  instance: Instance | undefined;
  counters: SourceCounters | undefined;
  state: SourceStateName;
  limit: number | null;
  budget: number | null;
  quarantined: number;
  /** How many routes read it. */
  routes: number;
}

/** Every source the router knows or the file names, those in trouble first. */
export function sourceRows(
  document: RoutesDocument,
  counters: readonly SourceCounters[] | undefined,
  instances: readonly Instance[],
  routes: readonly Row[],
): SourceRow[] {
  const known = new Map(counters?.map((entry) => [entry.id, entry]));
  const readers = new Map<string, number>();
  for (const { sources } of routes) for (const id of sources) readers.set(id, (readers.get(id) ?? 0) + 1);
  const named = [...readers.keys()].filter((id) => !id.includes('*'));
  const ids = new Set([...known.keys(), ...Object.keys(document.sources ?? {}), ...named]);
  const rows = [...ids].map((id): SourceRow => {
    const own = known.get(id);
    const written = document.sources?.[id];
    const instance = instances.find((entry) => entry.id === id);
    const free = id === 'calc';
    return {
      id,
      instance,
      counters: own,
      state: stateOf(own, written?.connected),
      limit: own?.breaker?.limit || written?.rate || instance?.limits.packets_per_s || (free ? null : DEFAULT_RATE),
      budget: own?.breaker?.budget || written?.points || (free ? null : DEFAULT_POINTS),
      quarantined: own?.breaker?.quarantined ?? 0,
      routes: readers.get(id) ?? 0,
    };
  });
  return rows.toSorted((a, b) => urgency(a) - urgency(b) || a.id.localeCompare(b.id));
}

function stateOf(counters: SourceCounters | undefined, connected: boolean | undefined): SourceStateName {
  if (counters === undefined) return connected === false ? 'disconnected' : 'unknown';
  const state = sourceState(counters);
  return state === 'closed' && counters.rate === 0 ? 'quiet' : state;
}

const ORDER: readonly SourceStateName[] = ['open', 'half_open', 'disconnected'];

function urgency({ state, quarantined }: SourceRow): number {
  const place = ORDER.indexOf(state);
  if (place >= 0) return place;
  return quarantined > 0 ? ORDER.length : ORDER.length + 1;
}
