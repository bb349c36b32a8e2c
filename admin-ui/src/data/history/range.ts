import type { Range, RangeName, Step } from './types';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const LENGTHS: Record<RangeName, number> = {
  '15m': 15 * MINUTE,
  '1h': HOUR,
  '6h': 6 * HOUR,
  '24h': DAY,
  '3d': 3 * DAY,
  '7d': 7 * DAY,
  '30d': 30 * DAY,
  '1y': 365 * DAY,
};
/** Seconds a step may have, so that buckets begin at round times. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600];
const DAY_S = 86_400;
/** About as many buckets as a picture has use for. */
const BUCKETS = 360;

/** Length of a range in ms. */
export function lengthOf(range: Range): number {
  return typeof range === 'string' ? LENGTHS[range] : Math.max(1, range.to - range.from);
}

/** The step itself, or one that gives a few hundred buckets. */
export function stepOf(range: Range, step: Step): Exclude<Step, 'auto'> {
  if (step !== 'auto') return step;
  const wanted = lengthOf(range) / 1000 / BUCKETS;
  const found = STEPS.find((seconds) => seconds >= wanted);
  return found ?? 'day';
}

/** A step in ms; of months and weeks about. */
export function stepMs(step: Exclude<Step, 'auto'>): number {
  if (typeof step === 'number') return step * 1000;
  return { day: DAY_S, week: 7 * DAY_S, month: 30 * DAY_S }[step] * 1000;
}

/** Beginning and end of a range that ends now, widened to whole steps. */
export function spanOf(range: Range, step: Exclude<Step, 'auto'>, now: number): { from: number; to: number } {
  if (typeof range === 'object') return range;
  const ms = stepMs(step);
  const from = now - LENGTHS[range];
  return { from: typeof step === 'number' ? Math.floor(from / ms) * ms : from, to: now };
}

/** Steps for bars: few enough that each is seen. */
export function barStepOf(range: Range): Exclude<Step, 'auto'> {
  const hours = lengthOf(range) / HOUR;
  if (hours <= 0.5) return 60;
  if (hours <= 2) return 300;
  if (hours <= 12) return 900;
  if (hours <= 72) return 3600;
  return hours <= 24 * 62 ? 'day' : 'month';
}
