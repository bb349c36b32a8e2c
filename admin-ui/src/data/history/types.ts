export const RANGES = ['15m', '1h', '6h', '24h', '3d', '7d', '30d', '1y'] as const;
export type RangeName = (typeof RANGES)[number];

/** A span up to now, or one between two Unix ms. */
export type Range = RangeName | { from: number; to: number };
export type HistoryFn = 'avg' | 'min' | 'max' | 'last' | 'sum' | 'delta' | Integral | 'state_duration';
type Integral = 'integral' | 'integral_positive' | 'integral_negative';
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

export const ENERGY_ROLES = [
  'solar',
  'consumption',
  'grid_import',
  'grid_export',
  'battery_charge',
  'battery_discharge',
] as const;
export type EnergyRole = (typeof ENERGY_ROLES)[number];

interface Share {
  values: (number | null)[];
  total: number | null;
}

/** kWh by role and bucket, with totals; shares from 0 to 1. */
export interface EnergyAnswer {
  from: number;
  to: number;
  times: number[];
  energy: Partial<Record<EnergyRole, { unit: string; values: (number | null)[]; total: number | null }>>;
  /** Part of the consumption that did not come from the grid. */
  self_supply: Share;
  /** Part of the solar energy that was not given away. */
  self_use: Share;
  /** As much of the earlier time as the present one has lasted. */
  before: {
    from: number;
    to: number;
    energy: Partial<Record<EnergyRole, number | null>>;
    self_supply: number | null;
    self_use: number | null;
    change: Partial<Record<EnergyRole, number | null>>;
  };
}
