export const WARN_AT = 0.8;

/** Share of a limit that is in use; null when either is unknown. */
export function shareOf(used: number | null | undefined, limit: number | null | undefined): number | null {
  return used == null || limit == null || limit <= 0 ? null : used / limit;
}

export function nearLimit(share: number | null): boolean {
  return share !== null && share >= WARN_AT;
}
