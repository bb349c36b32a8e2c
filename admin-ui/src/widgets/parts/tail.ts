import { useEffect, useRef, useState } from 'react';
import { gatewayNow } from '@/data/clock';
import { lengthOf, stepMs, stepOf } from '@/data/history/range';
import type { HistorySeries, Range, Step } from '@/data/history/types';
import type { Bound } from '../slots';
import { numberOf } from './reading';

/** One point over time, ready to be drawn; a silence longer than `gap` ms is one. */
export interface Course {
  times: number[];
  values: (number | null)[];
  from: number;
  to: number;
  gap: number;
}

export interface Tail {
  times: number[];
  values: (number | null)[];
}

const MOST = 2000;
const FASTEST_MS = 250;
const SLOWEST_MS = 2000;
/** Pixels a picture has at most; a live end that moves by less is not drawn again. */
const PIXELS = 1500;

/** Keeps what arrives live; the oldest leaves when there are many. Returns whether anything came. */
export function keep(tail: Tail, time: number, value: number | null): boolean {
  const last = tail.times.at(-1);
  if (last !== undefined && time <= last) {
    // Bad from now on: the time of the last reading stands still, the gap begins.
    if (value !== null || tail.values.at(-1) === null) return false;
    time = last + 1;
  }
  if (value === null && tail.values.at(-1) === null) return false;
  tail.times.push(time);
  tail.values.push(value);
  if (tail.times.length > MOST) {
    tail.times.splice(0, MOST / 4);
    tail.values.splice(0, MOST / 4);
  }
  return true;
}

/** What came live since the widget is shown, one for each point; the picture is renewed a few times a second at most. */
export function useTail(bounds: readonly Bound[], range: Range): readonly (Tail | undefined)[] {
  const kept = useRef(new Map<string, Tail>());
  const [shown, show] = useState<ReadonlyMap<string, Tail>>(new Map());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const period = Math.min(SLOWEST_MS, Math.max(FASTEST_MS, lengthOf(range) / PIXELS));
  useEffect(() => {
    let came = false;
    for (const { binding, live } of bounds) {
      const tail = kept.current.get(binding.source) ?? { times: [], values: [] };
      kept.current.set(binding.source, tail);
      const value = numberOf(live);
      if (live.ts !== null || value === null) came = keep(tail, live.ts ?? gatewayNow(), value) || came;
    }
    if (!came) return;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      show(new Map([...kept.current].map(([source, tail]) => [source, { times: [...tail.times], values: [...tail.values] }])));
    }, period);
  });
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return bounds.map(({ binding }) => shown.get(binding.source));
}

/** History with its live end; what the history already tells is not told twice. */
export function withTail(series: HistorySeries | undefined, tail: Tail | undefined, range: Range, chosen: Step = 'auto'): Course {
  const now = gatewayNow();
  const length = lengthOf(range);
  const [from, to] = typeof range === 'string' ? [now - length, now] : [range.from, range.to];
  const step = stepMs(stepOf(range, chosen));
  // The bucket that is not over yet, and those still ahead, are known better live.
  const known = series?.values.findLastIndex((value) => value !== null) ?? -1;
  const times = series?.times.slice(0, known + 1) ?? [];
  const values = series?.values.slice(0, known + 1) ?? [];
  const end = (times.at(-1) ?? Number.NEGATIVE_INFINITY) + step / 2;
  tail?.times.forEach((time, index) => {
    if (time <= end || time < from) return;
    times.push(time);
    values.push(tail.values[index] ?? null);
  });
  return { times, values, from, to, gap: Math.max(step * 3, 60_000) };
}
