import type { PlannedRequest } from '@/data/modbus/types';

export interface UnitPlan {
  unit: number;
  requests: PlannedRequest[];
  registers: number;
  unused: number;
  points: number;
  bytes: number;
  ms: number;
}

/** The requests of each unit with their sums, in the order of the plan. */
export function byUnit(requests: readonly PlannedRequest[]): UnitPlan[] {
  const units = new Map<number, UnitPlan>();
  for (const one of requests) {
    const sum = units.get(one.unit_id) ?? {
      unit: one.unit_id,
      requests: [],
      registers: 0,
      unused: 0,
      points: 0,
      bytes: 0,
      ms: 0,
    };
    sum.requests.push(one);
    sum.registers += one.count;
    sum.unused += one.unused;
    sum.points += one.points;
    sum.bytes += one.bytes;
    sum.ms += one.ms;
    units.set(one.unit_id, sum);
  }
  return [...units.values()];
}

/** As many whole units as fit a number of rows, at least one; a single long unit is cut. */
export function firstRows(units: readonly UnitPlan[], rows: number): UnitPlan[] {
  const shown: UnitPlan[] = [];
  let left = rows;
  for (const unit of units) {
    if (left <= 0) break;
    shown.push({ ...unit, requests: unit.requests.slice(0, left) });
    left -= unit.requests.length;
  }
  return shown;
}
