import type { CellValue } from '@/data/batteries/cells';
import { numberOf as plainNumber, stateOf, type BatteryState } from '@/data/batteries/rank';
import type { BatteryRecord } from '@/data/batteries/record';
import { goodNumber, summaryOf } from '@/data/batteries/summary';
import type { LiveValue, Widget } from '../../contract';
import { numberOf } from '../../parts/reading';
import { allOf, oneOf } from '../../slots';

export interface BatteryOptions {
  whole: boolean;
  cells: 'auto' | 'bars' | 'figures' | 'none';
  low: number;
  positive: 'charge' | 'discharge';
}

const SINGLE = ['soc', 'voltage', 'current', 'power', 'temperature', 'cells_min', 'cells_max', 'cells_delta'] as const;
type Name = (typeof SINGLE)[number];

/** What is known of a battery now; a name that is missing is neither bound nor told. */
export interface BatteryNumbers {
  values: Partial<Record<Name, number | null>>;
  cells: CellValue[];
  /** Only where all of the battery is read. */
  state: BatteryState | null;
  doubtful: boolean;
}

/** The battery whose charge a point tells. */
export function addressOf(source: string): string | null {
  const address = source.replaceAll('/', '.').replace(/\.soc$/, '');
  return address !== source.replaceAll('/', '.') && address.includes('.') ? address : null;
}

const SIZES: Record<string, number> = { '': 1, u: 1e-6, µ: 1e-6, m: 1e-3, k: 1e3, K: 1e3, M: 1e6 };
const QUANTITIES: Partial<Record<Name | 'cell', 'V' | 'A' | 'W'>> = {
  voltage: 'V',
  current: 'A',
  power: 'W',
  cells_min: 'V',
  cells_max: 'V',
  cells_delta: 'V',
  cell: 'V',
};

/** A number in the unit that is shown, whatever unit its point has; null for another quantity. */
function inUnit(name: Name | 'cell', live: LiveValue): number | null {
  const value = numberOf(live);
  const unit = live.point?.unit ?? '';
  if (value === null || unit === '') return value;
  if (name === 'temperature') return unit.endsWith('F') ? ((value - 32) * 5) / 9 : unit === 'K' ? value - 273.15 : value;
  const quantity = QUANTITIES[name];
  if (quantity === undefined) return value;
  const [, size = '', told = ''] = /^([uµmkKM]?)(VA|V|A|W)\b/.exec(unit) ?? [];
  return (told === 'VA' ? 'W' : told) === quantity ? value * (SIZES[size] ?? 1) : null;
}

export function boundNumbers(widget: Widget, values: Record<string, LiveValue>): BatteryNumbers {
  const found = SINGLE.flatMap((name) => {
    const bound = oneOf(widget, values, name);
    return bound ? [[name, bound] as const] : [];
  });
  return {
    values: Object.fromEntries(found.map(([name, { live }]) => [name, inUnit(name, live)])),
    cells: allOf(widget, values, 'cell').map(({ live }, index) => ({ number: index + 1, volts: inUnit('cell', live) })),
    state: null,
    doubtful: found.some(([, { live }]) => live.quality === 'uncertain'),
  };
}

const TOLD: Record<Name, string> = {
  soc: 'soc',
  voltage: 'voltage',
  current: 'current',
  power: 'power',
  temperature: 'temperatures.max',
  cells_min: 'cells.min',
  cells_max: 'cells.max',
  cells_delta: 'cells.delta',
};

/** What is bound, filled in with what the battery tells. */
export function recordNumbers(record: BatteryRecord, bound: BatteryNumbers): BatteryNumbers {
  const told = SINGLE.filter((name) => record.named.has(TOLD[name])).map((name) => [name, goodNumber(record, TOLD[name])]);
  const cells = record.cells.map(({ number, point }) => ({
    number,
    volts: point.quality === 'good' ? plainNumber(point.value) : null,
  }));
  return {
    values: { ...Object.fromEntries(told), ...bound.values },
    cells: bound.cells.length > 0 ? bound.cells : cells,
    state: stateOf(summaryOf(record)),
    doubtful: bound.doubtful,
  };
}
