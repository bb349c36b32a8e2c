import type { InstanceStats, Limits } from '@/data/instances/types';
import type { SourceCounters } from '@/data/routes/counters';
import { bytes, number, percent, rate } from '@/format/number';

const MIB = 2 ** 20;

/** What is used and what is the limit, as figures and as words; null is unknown. */
export interface Use {
  used: number | null;
  limit: number | null;
  usedText: string;
  limitText: string;
}

type Uses = Record<keyof Limits, Use>;

const against = (
  used: number | null | undefined,
  limit: number | null | undefined,
  text: (value: number | null) => string,
): Use => ({
  used: used ?? null,
  limit: limit ?? null,
  usedText: text(used ?? null),
  limitText: text(limit ?? null),
});

/**
 * Use against the limit that holds now.
 *
 * Where the runtime tells what it enforces, that counts, not what was written: CPU in percent of a core, memory in bytes.
 */
export function usesOf(
  own: Partial<Limits>,
  defaults: Partial<Limits>,
  stats: InstanceStats | undefined,
  source: SourceCounters | undefined,
): Uses {
  const wanted = (name: keyof Limits) => own[name] ?? defaults[name] ?? null;
  const scaled = (value: number | null, by: number) => (value === null ? null : value * by);
  return {
    cpu: against(stats?.cpu_percent, stats?.cpu_limit ?? scaled(wanted('cpu'), 100), percent),
    memory_mb: against(stats?.memory_bytes, stats?.memory_limit ?? scaled(wanted('memory_mb'), MIB), bytes),
    pids: against(stats?.pids, wanted('pids'), number),
    packets_per_s: against(source?.rate ?? stats?.samples_per_s, wanted('packets_per_s') ?? source?.breaker?.limit, rate),
    points: against(stats?.points, wanted('points') ?? source?.breaker?.budget, number),
  };
}
