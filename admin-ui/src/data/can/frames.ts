import type { Frame } from './types';

/** An identifier as it is listed: its frame, and which bytes differ from the one before. */
export interface Listed {
  frame: Frame;
  /** Bit n: byte n has changed. */
  changed: number;
}

export const keyOf = ({ id, extended }: Pick<Frame, 'id' | 'extended'>) => `${extended ? 'x' : 's'}${id}`;

/** Bytes that differ; a byte that came or went has changed. */
export function changedBytes(before: string, now: string): number {
  let changed = 0;
  for (let at = 0; at < Math.max(before.length, now.length); at += 2) {
    if (before.slice(at, at + 2) !== now.slice(at, at + 2)) changed |= 1 << (at / 2);
  }
  return changed;
}

/** The list with newer frames in it; an older one than is known changes nothing. */
export function withFrames(known: ReadonlyMap<string, Listed>, frames: readonly Frame[]): Map<string, Listed> {
  const next = new Map(known);
  for (const frame of frames) {
    const key = keyOf(frame);
    const before = next.get(key);
    const restarted = before !== undefined && frame.count < before.frame.count;
    if (before !== undefined && !restarted && frame.ts <= before.frame.ts) continue;
    next.set(key, { frame, changed: before === undefined ? 0 : changedBytes(before.frame.data, frame.data) });
  }
  return next;
}

/** In order of their identifiers, those of 11 bits first. */
export function ordered(known: ReadonlyMap<string, Listed>): Listed[] {
  return [...known.values()].toSorted(
    (a, b) => Number(a.frame.extended) - Number(b.frame.extended) || a.frame.id.localeCompare(b.frame.id),
  );
}

const LATE = 3;
const PATIENCE_MS = 2000;

/** Frames per second; null when they have stopped coming. */
export function rateOf({ period_ms: period, ts }: Pick<Frame, 'period_ms' | 'ts'>, now: number): number | null {
  if (period === null || period <= 0 || isLate({ period_ms: period, ts }, now)) return null;
  return 1000 / period;
}

/** Whether it came in a rhythm and no longer does. */
export function isLate({ period_ms: period, ts }: Pick<Frame, 'period_ms' | 'ts'>, now: number): boolean {
  return period !== null && now - ts > Math.max(PATIENCE_MS, LATE * period);
}

/** Those whose identifier, message or signals have every word. */
export function matching(frames: readonly Listed[], search: string): readonly Listed[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return frames;
  return frames.filter(({ frame }) => {
    const text = `${frame.id} 0x${frame.id} ${frame.message ?? ''} ${Object.keys(frame.signals ?? {}).join(' ')}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
