import type { Quality, Scalar } from '../points/types';

/** A battery at a glance; `values` by name of the point, only what is good now. */
export interface Battery {
  address: string;
  instance: string;
  values: Partial<Record<string, Scalar>>;
  /** The worst among charge, voltage, current and the first cell. */
  quality: Quality;
  reason: string;
  ts: number | null;
}

export interface BatteryList {
  /** How many there are, told or not. */
  total: number;
  items: Battery[];
}
