export const RANGES = ['15m', '1h', '6h', '24h', '3d', '7d', '30d', '1y'] as const;
export type RangeName = (typeof RANGES)[number];

/** A span up to now, or one between two Unix ms. */
export type Range = RangeName | { from: number; to: number };
export type HistoryFn = 'avg' | 'min' | 'max' | 'last' | 'sum' | 'delta' | 'integral' | 'state_duration';
/** Seconds, or a bucket of the calendar; `auto` suits the range. */
export type Step = number | 'day' | 'week' | 'month' | 'auto';

/** One point over time; a bucket is named by its start, null where nothing is known. */
export interface HistorySeries {
  point: string;
  unit: string;
  times: number[];
  values: (number | null)[];
}

export interface HistoryAnswer {
  from: number;
  to: number;
  step: number | string;
  fn: string;
  tz: string;
  series: HistorySeries[];
}

/** What the history holds of a point; Unix ms. */
export interface HistoryPoint {
  point: string;
  unit: string;
  first: number;
  last: number;
  samples: number;
}
