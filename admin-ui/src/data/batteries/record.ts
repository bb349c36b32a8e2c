import type { PointView } from '../points/types';

export interface Cell {
  number: number;
  point: PointView;
}

/** The points of one battery in the order a person reads them. */
export interface BatteryRecord {
  /** Points by name below the battery. */
  named: ReadonlyMap<string, PointView>;
  cells: Cell[];
  temperatures: Cell[];
  /** What its type tells beyond what all batteries tell. */
  further: PointView[];
}

const CELL = /^cells\.(\d+)\.voltage$/;
const SENSOR = /^temperatures\.(\d+)$/;
/** What the page shows at a place of its own, or can tell from what it shows. */
const SHOWN = new Set(
  `voltage current power soc soh capacity_ah remaining_ah cycles mos_temperature charge_mos discharge_mos balancing
  alarm_level alarms alarm_texts cells.count cells.min cells.min_number cells.max cells.max_number cells.delta cells.average
  temperatures.min temperatures.max`.split(/\s+/),
);

export function recordOf(address: string, points: readonly PointView[]): BatteryRecord {
  const named = new Map<string, PointView>();
  const cells: Cell[] = [];
  const temperatures: Cell[] = [];
  const further: PointView[] = [];
  for (const point of points) {
    if (!point.address.startsWith(`${address}.`)) continue;
    const name = point.address.slice(address.length + 1);
    named.set(name, point);
    const cell = CELL.exec(name)?.[1];
    const sensor = SENSOR.exec(name)?.[1];
    if (cell !== undefined) cells.push({ number: Number(cell), point });
    else if (sensor !== undefined) temperatures.push({ number: Number(sensor), point });
    else if (!SHOWN.has(name)) further.push(point);
  }
  const byNumber = (a: Cell, b: Cell) => a.number - b.number;
  return { named, cells: cells.toSorted(byNumber), temperatures: temperatures.toSorted(byNumber), further };
}
