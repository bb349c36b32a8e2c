import type { Course } from '../../parts/tail';

/** Times in ms, then the values of each series: null is a gap, undefined is nothing at this time. */
export type Joined = [number[], ...(number | null | undefined)[][]];

/** Courses on one axis of time; a silence longer than its gap is torn open, `shift` moves a course. */
export function join(courses: readonly Course[], shifts: readonly number[] = []): Joined {
  const torn = courses.map((course, index) => tear(course, shifts[index] ?? 0));
  const times = [...new Set(torn.flatMap((each) => [...each.keys()]))].toSorted((a, b) => a - b);
  return [times, ...torn.map((each) => times.map((time) => each.get(time)))];
}

function tear({ times, values, from, to, gap }: Course, shift: number): Map<number, number | null> {
  const found = new Map<number, number | null>();
  let last: number | null = null;
  times.forEach((time, index) => {
    if (time < from - gap || time > to + gap) return;
    if (last !== null && time - last > gap) found.set(last + 1 + shift, null);
    found.set(time + shift, values[index] ?? null);
    last = time;
  });
  return found;
}

/** Where the values of a course lie; null when nothing is known. */
export function extentOf(values: readonly (number | null | undefined)[]): { low: number; high: number; last: number } | null {
  let extent: { low: number; high: number; last: number } | null = null;
  for (const value of values) {
    if (value === null || value === undefined) continue;
    extent =
      extent === null
        ? { low: value, high: value, last: value }
        : { low: Math.min(extent.low, value), high: Math.max(extent.high, value), last: value };
  }
  return extent;
}

/** Ends of an axis: as chosen, else with some room around the values; with zero where bars stand on it. */
export function axisRange(
  low: number | null | undefined,
  high: number | null | undefined,
  { min, max, zero }: { min: number | null; max: number | null; zero: boolean },
): [number, number] {
  let bottom = low ?? 0;
  let top = high ?? 1;
  if (zero) {
    bottom = Math.min(0, bottom);
    top = Math.max(0, top);
  }
  const room = (top - bottom || Math.abs(top) || 1) * 0.06;
  const ends: [number, number] = [min ?? (zero && bottom === 0 ? 0 : bottom - room), max ?? (zero && top === 0 ? 0 : top + room)];
  return ends[1] > ends[0] ? ends : [ends[0], ends[0] + 1];
}
