import { useEffect, useReducer } from 'react';
import { traceUrl } from './calls';
import type { Reason } from '../errors';
import { follow } from '../streams/follow';
import type { Timeline } from './tools';

/** More than this is no longer read by anybody and slows the page. */
const KEPT = 200;

export interface TraceEvent extends Timeline {
  /** Counts up, so that a list can tell the events apart. */
  seq: number;
}

export interface TraceState {
  phase: 'connecting' | 'live' | 'lost';
  /** Newest first. */
  events: TraceEvent[];
  /** How many more there were than could be shown. */
  skipped: number;
  /** Why none come at present. */
  problem: Reason | null;
  seq: number;
}

type Entry = Timeline | { skipped: number };
export type TraceAction =
  { did: 'open' | 'lost' | 'start' | 'clear' } | { did: 'problem'; problem: Reason | null } | { did: 'take'; entries: Entry[] };

export const NO_TRACE: TraceState = { phase: 'connecting', events: [], skipped: 0, problem: null, seq: 0 };

export function reduceTrace(state: TraceState, action: TraceAction): TraceState {
  switch (action.did) {
    case 'start':
      return NO_TRACE;
    case 'open':
      return { ...state, phase: 'live' };
    case 'lost':
      return { ...state, phase: 'lost' };
    case 'problem':
      return { ...state, problem: action.problem };
    case 'clear':
      return { ...state, events: [], skipped: 0 };
    case 'take': {
      const fresh: TraceEvent[] = [];
      let { seq, skipped } = state;
      for (const entry of action.entries) {
        if ('skipped' in entry) skipped += entry.skipped;
        else fresh.push({ ...entry, seq: (seq += 1) });
      }
      return { phase: 'live', problem: null, events: [...fresh.toReversed(), ...state.events].slice(0, KEPT), skipped, seq };
    }
  }
}

export interface TraceTarget {
  route?: string;
  address?: string;
}

/** What happens to samples of a route or point right now; null follows nothing. The browser reconnects by itself. */
export function useTrace(target: TraceTarget | null): TraceState & { clear: () => void } {
  const [state, tell] = useReducer(reduceTrace, NO_TRACE);
  const url = target === null ? null : traceUrl(target);
  useEffect(() => {
    if (url === null) return undefined;
    tell({ did: 'start' });
    return follow(url, {
      open: () => tell({ did: 'open' }),
      take: (entries) => tell({ did: 'take', entries: entries as Entry[] }),
      problem: (problem) => tell({ did: 'problem', problem }),
      lost: () => tell({ did: 'lost' }),
    });
  }, [url]);
  return { ...state, clear: () => tell({ did: 'clear' }) };
}
