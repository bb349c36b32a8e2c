import type { InstanceStats } from '@/data/instances/types';

export const WARN_AT = 0.8;

/** Below this it is the measure's own noise. */
const THROTTLED_FROM = 1;

/** Share of a limit that is in use; null when either is unknown. */
export function shareOf(used: number | null | undefined, limit: number | null | undefined): number | null {
  return used == null || limit == null || limit <= 0 ? null : used / limit;
}

export function nearLimit(share: number | null): boolean {
  return share !== null && share >= WARN_AT;
}

/** Whether its CPU limit keeps it from running for a noticeable part of the time. */
export function isThrottled(stats: InstanceStats | undefined): boolean {
  return (stats?.cpu_throttled_percent ?? 0) >= THROTTLED_FROM;
}
