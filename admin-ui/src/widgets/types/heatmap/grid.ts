import type { HistorySeries } from '@/data/history/types';

export interface Row {
  /** Local midnight of the day; for weekdays the number of the day, Monday 0. */
  key: number;
  /** One for each hour of the clock. */
  cells: (number | null)[];
}

const HOURS = 24;

/** Local midnight `back` days before the day of `now`. */
export function midnight(now: number, back = 0): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - back).getTime();
}

/** Values of an hour that the clock shows twice count as one hour; one it skips stays empty. */
function meanCells(rows: Map<number, [number, number][]>, key: number): (number | null)[] {
  const sums = rows.get(key) ?? [];
  return Array.from({ length: HOURS }, (_, hour) => {
    const entry = sums[hour];
    return entry === undefined || entry[1] === 0 ? null : entry[0] / entry[1];
  });
}

/** Hourly values laid out by day and hour of the reader's clock; the youngest day is last. */
export function gridOf(series: HistorySeries | undefined, kind: 'day' | 'weekday', days: number, now: number): Row[] {
  const sums = new Map<number, [number, number][]>();
  series?.times.forEach((time, index) => {
    const value = series.values[index];
    if (value === null || value === undefined) return;
    const date = new Date(time);
    const key = kind === 'day' ? midnight(time) : (date.getDay() + 6) % 7;
    const row = sums.get(key) ?? [];
    sums.set(key, row);
    const [sum, count] = row[date.getHours()] ?? [0, 0];
    row[date.getHours()] = [sum + value, count + 1];
  });
  const keys =
    kind === 'weekday'
      ? Array.from({ length: 7 }, (_, index) => index)
      : Array.from({ length: days }, (_, index) => midnight(now, days - 1 - index));
  return keys.map((key) => ({ key, cells: meanCells(sums, key) }));
}

/** Lowest and highest of all cells; null when nothing is known. */
export function endsOf(rows: readonly Row[]): [number, number] | null {
  const known = rows.flatMap(({ cells }) => cells).filter((cell) => cell !== null);
  return known.length === 0 ? null : [Math.min(...known), Math.max(...known)];
}

/** From the least over the middle to the most, by scheme. */
const RAMPS = {
  blue: ['var(--heat-cold)', 'var(--heat-blue)', 'var(--heat-blue-full)'],
  heat: ['var(--heat-cold)', 'var(--heat-heat)', 'var(--heat-heat-full)'],
  green: ['var(--heat-cold)', 'var(--heat-green)', 'var(--heat-green-full)'],
} as const;
export type Ramp = keyof typeof RAMPS;

/** Colour of a value between the ends of the scale. */
export function colorOf(value: number, [low, high]: readonly [number, number], ramp: Ramp): string {
  const share = high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0.5;
  const [cold, middle, hot] = RAMPS[ramp];
  const [from, to, part] = share < 0.5 ? [cold, middle, share * 2] : [middle, hot, share * 2 - 1];
  return `color-mix(in srgb, ${to} ${Math.round(part * 100)}%, ${from})`;
}

export const rampOf = (ramp: Ramp) => `linear-gradient(to right, ${RAMPS[ramp].join(', ')})`;
