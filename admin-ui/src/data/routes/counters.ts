import type { Param } from '../errors';
import type { Scalar } from '../points/types';

/** received = delivered + pending + everything filtered + everything dropped. */
export interface Tally {
  received: number;
  delivered: number;
  pending?: number;
  filtered: Record<string, number>;
  dropped: Record<string, number>;
}

/** `address`: the source point or target it happened at. */
export interface LastError {
  ts: number;
  address: string;
  message: string;
  key?: string;
  params?: Record<string, Param>;
}

/** Of one route, counted once per target. */
export interface RouteCounters extends Tally {
  /** The label: id, or place from 1. */
  id: string;
  name?: string;
  back?: boolean;
  /** Delivered per second over the last report; null = unknown. */
  rate: number | null;
  last?: { ts: number; address?: string; value: Scalar } | null;
  last_error?: LastError | null;
  /** Set while the rate guard holds the route. */
  open?: { since: number; rate: number; limit: number } | null;
  points?: number;
}

export type BreakerState = 'closed' | 'open' | 'half_open' | 'disconnected';

/** The breaker of a source with its evidence; times in Unix ms, rates per second. */
export interface Breaker {
  source: string;
  state: BreakerState;
  since: number;
  rate: number;
  limit: number;
  /** The loudest, at most ten. */
  topics?: { topic: string; count: number }[];
  last_activity?: number | null;
  trips?: number;
  retry_at?: number | null;
  /** Points above the budget that are not routed, and examples of them. */
  quarantined?: number;
  quarantine?: { topic: string }[];
  budget?: number;
}

/** Of one source, counted once per message. */
export interface SourceCounters extends Tally {
  id: string;
  /** Received per second; null = unknown. */
  rate: number | null;
  points: number;
  malformed?: { ts: number; topic: string; reason: string; payload: string } | null;
  breaker?: Breaker | null;
  /** false: the router was told not to read it. */
  connected: boolean;
}

/** What became of every message since `since`; times in Unix ms, null until the router has reported. */
export interface CountersView {
  ts: number | null;
  since: number | null;
  routes: RouteCounters[];
  sources: SourceCounters[];
}

const sum = (counts: Record<string, number> | undefined) => Object.values(counts ?? {}).reduce((all, count) => all + count, 0);

export const filteredOf = (tally: Tally): number => sum(tally.filtered);
export const droppedOf = (tally: Tally): number => sum(tally.dropped);
