import type { Tone } from '@/ui/shapes';
import type { Row } from '../rows';
import { linesOf, sumOf } from './tally-lines';

export type Says =
  | 'off'
  | 'unknown'
  | 'guard'
  | 'cut'
  | 'disconnected'
  | 'no_points'
  | 'nothing_received'
  | 'nothing_arrives'
  | 'waiting_window'
  | 'delivers'
  | 'delivers_all';

/** What a person can press because of it. */
export type Remedy = 'enable' | 'source' | 'points' | 'edit';

export interface Verdict {
  says: Says;
  tone: Tone;
  /** The most frequent reason for not arriving. */
  reason?: string;
  /** Share in percent: of `reason`, or of what arrives. */
  share?: number;
  remedy?: Remedy;
}

/** In one word why a route delivers what it delivers: the first cause that explains it. */
export function verdictOf(row: Row): Verdict {
  if (row.state === 'off') return { says: 'off', tone: 'idle', remedy: 'enable' };
  if (row.counters === undefined || row.counters.length === 0) return { says: 'unknown', tone: 'idle' };
  if (row.state === 'guard') return { says: 'guard', tone: 'bad', remedy: 'edit' };
  if (row.state === 'cut' || row.state === 'disconnected')
    return { says: row.state, tone: row.state === 'cut' ? 'bad' : 'warn', remedy: 'source' };
  const all = sumOf(row.counters);
  if (all.received === 0) {
    const none = row.counters.every(({ points }) => points === 0);
    return none
      ? { says: 'no_points', tone: 'warn', remedy: 'points' }
      : { says: 'nothing_received', tone: 'busy', remedy: 'points' };
  }
  const lost = linesOf(all).filter(({ kind }) => kind === 'filtered' || kind === 'dropped');
  const [most] = lost.toSorted((a, b) => b.count - a.count);
  if (all.delivered === 0) {
    if (most === undefined) return { says: 'waiting_window', tone: 'busy' };
    const share = (most.count / all.received) * 100;
    return { says: 'nothing_arrives', tone: most.kind === 'dropped' ? 'bad' : 'warn', reason: most.reason, share };
  }
  const tone = row.state === 'error' ? 'warn' : 'ok';
  if (most === undefined) return { says: 'delivers_all', tone };
  return { says: 'delivers', tone, reason: most.reason, share: (all.delivered / all.received) * 100 };
}
