export interface CellValue {
  number: number;
  /** V; null while it is unknown. */
  volts: number | null;
}

export interface CellSpread {
  lowest: CellValue | null;
  highest: CellValue | null;
  /** V between the two. */
  delta: number | null;
  /** Where the bars begin and end, in V. */
  scale: [number, number];
}

/** Bars of a narrower scale would show the noise of the measurement as a difference. */
const LEAST_SPAN_V = 0.05;
const STEP_V = 0.02;

/** Lowest and highest cell, the first of equals; the scale has room for both and round ends. */
export function spreadOf(cells: readonly CellValue[]): CellSpread {
  let lowest: CellValue | null = null;
  let highest: CellValue | null = null;
  for (const cell of cells) {
    if (cell.volts === null) continue;
    if (lowest?.volts == null || cell.volts < lowest.volts) lowest = cell;
    if (highest?.volts == null || cell.volts > highest.volts) highest = cell;
  }
  const low = lowest?.volts ?? 0;
  const high = highest?.volts ?? 0;
  const middle = (low + high) / 2;
  const half = Math.max(high - low + STEP_V, LEAST_SPAN_V) / 2;
  const begin = Math.max(0, Math.floor((middle - half) / STEP_V) * STEP_V);
  const end = Math.ceil((middle + half) / STEP_V) * STEP_V;
  return {
    lowest,
    highest,
    delta: lowest && highest ? high - low : null,
    scale: [Math.round(begin * 100) / 100, Math.round(end * 100) / 100],
  };
}

/** How far a bar reaches on the scale, 0…1. */
export function shareOf(volts: number, [begin, end]: readonly [number, number]): number {
  return Math.min(1, Math.max(0, (volts - begin) / (end - begin)));
}
