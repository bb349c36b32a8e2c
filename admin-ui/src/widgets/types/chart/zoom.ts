import { lengthOf } from '@/data/history/range';
import type { Range } from '@/data/history/types';

export interface Span {
  from: number;
  to: number;
}

const LEAST_MS = 10_000;
const MOST_MS = 5 * 366 * 86_400_000;

/** What a range covers now. */
export function spanNow(range: Range, now: number): Span {
  return typeof range === 'object' ? range : { from: now - lengthOf(range), to: now };
}

/** Narrower (factor below 1) or wider around a share of the span; never into the future. */
export function zoomed({ from, to }: Span, factor: number, around: number, now: number): Span {
  const length = Math.min(MOST_MS, Math.max(LEAST_MS, (to - from) * factor));
  const middle = from + (to - from) * around;
  return held({ from: middle - length * around, to: middle + length * (1 - around) }, now);
}

/** Earlier (share below 0) or later. */
export function moved({ from, to }: Span, share: number, now: number): Span {
  const by = (to - from) * share;
  return held({ from: from + by, to: to + by }, now);
}

function held({ from, to }: Span, now: number): Span {
  const over = Math.max(0, to - now);
  return { from: Math.round(from - over), to: Math.round(to - over) };
}

/** A span drawn with the pointer, when it is one. */
export function drawn(a: number, b: number, now: number): Span | null {
  const [from, to] = a < b ? [a, b] : [b, a];
  return to - from < LEAST_MS ? null : held({ from, to }, now);
}
