import type { RouteCounters, SourceCounters } from '@/data/routes/counters';
import type { RouteEntry } from '@/data/routes/types';
import type { ShapeName, Tone } from '@/ui/shapes';

export const ROUTE_STATES = ['error', 'guard', 'cut', 'disconnected', 'waiting', 'on', 'off', 'unknown'] as const;

export type RouteState = (typeof ROUTE_STATES)[number];

export const STATE_SIGNS: Record<RouteState, { shape: ShapeName; tone: Tone }> = {
  error: { shape: 'cross', tone: 'bad' },
  guard: { shape: 'octagon', tone: 'bad' },
  cut: { shape: 'barred', tone: 'bad' },
  disconnected: { shape: 'diamond', tone: 'warn' },
  waiting: { shape: 'dashed', tone: 'busy' },
  on: { shape: 'disc', tone: 'ok' },
  off: { shape: 'square', tone: 'idle' },
  unknown: { shape: 'ring', tone: 'idle' },
};

/** An error this old no longer colours the route. */
export const ERROR_MS = 60_000;

export type SourceState = 'open' | 'half_open' | 'disconnected' | 'closed';

/** How a source stands with the router: told off by a person, cut off by its breaker, or read. */
export function sourceState(source: Pick<SourceCounters, 'breaker' | 'connected'>): SourceState {
  if (!source.connected || source.breaker?.state === 'disconnected') return 'disconnected';
  return source.breaker?.state ?? 'closed';
}

/**
 * The one word for a route, the most telling first; ages are measured against the report's own time.
 *
 * `sources`: states of its sources as far as they are known. With several, a route still runs on those that are left.
 */
export function routeState(
  route: RouteEntry,
  counters: readonly RouteCounters[] | undefined,
  sources: readonly (SourceState | undefined)[],
  reportedAt: number,
): RouteState {
  if (route.enabled === false) return 'off';
  if (counters === undefined || counters.length === 0) return 'unknown';
  if (counters.some(({ open }) => open != null)) return 'guard';
  if (sources.length > 0 && sources.every((state) => state === 'open')) return 'cut';
  if (sources.length > 0 && sources.every((state) => state === 'disconnected' || state === 'open')) return 'disconnected';
  if (counters.some(({ last_error: error }) => error != null && reportedAt - error.ts < ERROR_MS)) return 'error';
  return counters.every(({ received }) => received === 0) ? 'waiting' : 'on';
}
