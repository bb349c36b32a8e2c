import type { Tally } from '@/data/routes/counters';

export interface BalanceLine {
  kind: 'delivered' | 'pending' | 'filtered' | 'dropped';
  /** Empty for what was delivered or is pending. */
  reason: string;
  count: number;
}

/** The parts of a tally, reasons by size; parts without a count are left out, but for what was delivered. */
export function linesOf(tally: Tally): BalanceLine[] {
  const reasons = (kind: 'filtered' | 'dropped'): BalanceLine[] =>
    Object.entries(tally[kind] ?? {})
      .filter(([, count]) => count > 0)
      .toSorted(([, a], [, b]) => b - a)
      .map(([reason, count]) => ({ kind, reason, count }));
  const pending = tally.pending ?? 0;
  return [
    { kind: 'delivered', reason: '', count: tally.delivered },
    ...(pending > 0 ? [{ kind: 'pending', reason: '', count: pending } as const] : []),
    ...reasons('filtered'),
    ...reasons('dropped'),
  ];
}

/** Several tallies of one route (forward and back) as one. */
export function sumOf(tallies: readonly Tally[]): Tally {
  const add = (into: Record<string, number>, from: Record<string, number> | undefined) => {
    for (const [reason, count] of Object.entries(from ?? {})) into[reason] = (into[reason] ?? 0) + count;
  };
  const sum = { received: 0, delivered: 0, pending: 0, filtered: {}, dropped: {} };
  for (const tally of tallies) {
    sum.received += tally.received;
    sum.delivered += tally.delivered;
    sum.pending += tally.pending ?? 0;
    add(sum.filtered, tally.filtered);
    add(sum.dropped, tally.dropped);
  }
  return sum;
}
