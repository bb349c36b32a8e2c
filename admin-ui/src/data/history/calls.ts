import { get } from '../http';
import type { HistoryAnswer, HistoryFn, Step } from './types';

export interface HistoryQuestion {
  points: readonly string[];
  from: number;
  to: number;
  step: Step;
  fn: HistoryFn;
}

/** Days and weeks begin where the reader lives. */
export const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function fetchHistory({ points, from, to, step, fn }: HistoryQuestion, signal?: AbortSignal): Promise<HistoryAnswer> {
  const rest = { from: String(Math.round(from)), to: String(Math.round(to)), step: String(step), fn, tz: zone() };
  const asked = new URLSearchParams([...points.map((point) => ['point', point]), ...Object.entries(rest)]);
  return get<HistoryAnswer>(`/api/history?${asked}`, signal);
}

/** Where the samples of some points are to be had as a table. */
export function csvAddress(points: readonly string[], { from, to }: { from: number; to: number }): string {
  const asked = [...new Set(points)].map((point) => ['point', point]);
  return `/api/history/export.csv?${new URLSearchParams([...asked, ['from', `${Math.round(from)}`], ['to', `${Math.round(to)}`]])}`;
}
