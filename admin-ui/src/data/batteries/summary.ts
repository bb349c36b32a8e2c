import type { Quality, Scalar } from '../points/types';
import { numberOf } from './rank';
import type { BatteryRecord } from './record';

export interface Summary {
  values: Partial<Record<string, Scalar>>;
  quality: Quality;
  reason: string;
  /** When the oldest of what matters was read; Unix ms. */
  ts: number | null;
}

const ESSENTIAL = ['soc', 'voltage', 'current', 'cells.1.voltage'];
const RANK: Record<Quality, number> = { good: 0, uncertain: 1, bad: 2 };

/** As the list of batteries tells it, from the points as they are now. */
export function summaryOf({ named }: BatteryRecord): Summary {
  const values = Object.fromEntries(
    [...named].filter(([, point]) => point.quality === 'good').map(([name, point]) => [name, point.value]),
  );
  const essential = ESSENTIAL.flatMap((name) => named.get(name) ?? []);
  const worst = essential.reduce<{ quality: Quality; reason: string }>(
    (before, { quality, reason }) => (RANK[quality] > RANK[before.quality] ? { quality, reason: reason ?? '' } : before),
    { quality: 'good', reason: '' },
  );
  const times = essential.map(({ ts }) => ts);
  return { values, ...worst, ts: times.length === 0 || times.includes(null) ? null : Math.min(...times.map(Number)) };
}

/** A number that may be shown: of a point that is good now. */
export function goodNumber(record: BatteryRecord, name: string): number | null {
  const point = record.named.get(name);
  return point?.quality === 'good' ? numberOf(point.value) : null;
}

/** A switch that may be shown; undefined for one the battery does not tell. */
export function goodSwitch(record: BatteryRecord, name: string): boolean | null | undefined {
  const point = record.named.get(name);
  if (point === undefined) return undefined;
  return point.quality === 'good' && typeof point.value === 'boolean' ? point.value : null;
}
