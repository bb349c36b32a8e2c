/** A scale with a round end that holds all values, zero included. */
export function niceScale(values: readonly (number | null)[]): [number, number] {
  const known = values.filter((value) => value !== null);
  const high = roundUp(Math.max(0, ...known));
  const low = -roundUp(Math.max(0, ...known.map((value) => -value)));
  return high === 0 && low === 0 ? [0, 100] : [low === 0 ? 0 : low, high];
}

const ROUND = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

function roundUp(value: number): number {
  if (value <= 0) return 0;
  const size = 10 ** Math.floor(Math.log10(value));
  return (ROUND.find((round) => value <= round * size * (1 + 1e-9)) ?? 10) * size;
}
