export type Flow = 'charging' | 'discharging' | 'resting';

/** Below this a current is the noise of its sensor; in A. */
const REST_A = 0.05;

/** What a current means; > 0 charges. null while it is unknown. */
export function flowOf(current: number | null): Flow | null {
  if (current === null) return null;
  if (Math.abs(current) < REST_A) return 'resting';
  return current > 0 ? 'charging' : 'discharging';
}
