import { match, segmentsOf } from './pattern';

export interface Similar {
  pattern: string;
  /** How many points it matches. */
  count: number;
}

/** Patterns that take more points like this one: one segment replaced by a wildcard, those that match the most first. */
export function similarPatterns(address: string, known: readonly string[], most = 3): Similar[] {
  const segments = segmentsOf(address);
  // The instance stays: a route over all instances is rarely what somebody wants by accident.
  const found = segments.slice(1).map((_, index): Similar => {
    const pattern = segments.with(index + 1, '*').join('.');
    return { pattern, count: known.filter((other) => match(pattern, other) !== null).length };
  });
  const useful = found.filter(({ count }) => count > 1);
  return useful.toSorted((a, b) => b.count - a.count).slice(0, most);
}
