import { numberOf } from '../../parts/reading';
import type { LiveValue, Widget } from '../../contract';
import { allOf, oneOf, type Bound } from '../../slots';

export interface FlowOptions {
  grid_positive: 'import' | 'export';
  battery_positive: 'charge' | 'discharge';
  house: 'auto' | 'point' | 'sum';
  unit: 'auto' | 'W' | 'kW';
  still_below: number;
  fast_at: number;
  motion: boolean;
}

export const NODES = ['pv', 'grid', 'house', 'battery', 'wallbox'] as const;
export type NodeName = (typeof NODES)[number];

export interface Node {
  name: NodeName;
  /** Label of the one binding there is, when it has one. */
  label: string | null;
  /** W into the middle: what is generated, imported, discharged; null while it is unknown. */
  power: number | null;
  /** What is not good about it, the worst first. */
  live: LiveValue;
  /** Worked out from the others. */
  computed: boolean;
}

const FACTORS: Record<string, number> = { kw: 1000, mw: 1e6, w: 1, '': 1, va: 1, kva: 1000 };

/** Power of a point in W; null for one that is unknown or no power. */
export function wattsOf({ live }: Bound): number | null {
  const value = numberOf(live);
  const unit = live.point?.unit ?? '';
  // A milliwatt and a megawatt differ by nothing but the size of a letter.
  const factor = unit === 'mW' ? 0.001 : FACTORS[unit.toLowerCase()];
  return value === null || factor === undefined ? null : value * factor;
}

const GOOD: LiveValue = { value: 0, quality: 'good', reason: null, ts: null, point: null };
const RANK = { good: 0, uncertain: 1, bad: 3 } as const;
const badness = ({ quality }: LiveValue) => (quality === null ? 2 : RANK[quality]);

function worst(lives: readonly LiveValue[]): LiveValue {
  return lives.reduce((before, live) => (badness(live) > badness(before) ? live : before), GOOD);
}

/** The sum of what is bound to one place; unknown as soon as a part of it is. */
function sum(bounds: readonly Bound[], sign: number): number | null {
  let total = 0;
  for (const bound of bounds) {
    const watts = wattsOf(bound);
    if (watts === null) return null;
    total += watts;
  }
  // Not -0, which would be written as such.
  return sign * total || 0;
}

/** All places that are bound, with what they bring or take. */
export function nodesOf(widget: Widget, values: Record<string, LiveValue>, options: FlowOptions): Node[] {
  const one = (name: string) => [oneOf(widget, values, name)].filter((bound) => bound !== undefined);
  const bounds: Record<NodeName, Bound[]> = {
    pv: allOf(widget, values, 'pv'),
    grid: one('grid'),
    battery: one('battery'),
    house: options.house === 'sum' ? [] : one('house'),
    wallbox: allOf(widget, values, 'wallbox'),
  };
  const signs: Record<NodeName, number> = {
    pv: 1,
    grid: options.grid_positive === 'import' ? 1 : -1,
    battery: options.battery_positive === 'discharge' ? 1 : -1,
    house: -1,
    wallbox: -1,
  };
  const nodes = NODES.filter((name) => bounds[name].length > 0).map((name): Node => {
    const own = bounds[name];
    return {
      name,
      label: own.length === 1 ? own[0]?.binding.label || null : null,
      power: sum(own, signs[name]),
      live: worst(own.map(({ live }) => live)),
      computed: false,
    };
  });
  if (bounds.house.length > 0 || options.house === 'point' || nodes.length === 0) return nodes;
  const known = nodes.every(({ power }) => power !== null);
  const rest = nodes.reduce((total, { power }) => total + (power ?? 0), 0);
  const house: Node = {
    name: 'house',
    label: null,
    // What comes and does not go elsewhere is used in the house; less than nothing is a lag between meters.
    power: known ? -Math.max(0, rest) || 0 : null,
    live: worst(nodes.map(({ live }) => live)),
    computed: true,
  };
  return [...nodes, house];
}

export type Direction = 'in' | 'out' | 'still';

export function directionOf(power: number | null, stillBelow: number): Direction {
  if (power === null || Math.abs(power) < stillBelow) return 'still';
  return power > 0 ? 'in' : 'out';
}

export const LEVELS = 6;

/** How fast a flow looks, 1…6: steps, because a change of speed makes what moves jump. */
export function speedOf(power: number | null, fastAt: number): number {
  if (power === null) return 1;
  return Math.min(LEVELS, 1 + Math.floor((Math.abs(power) / fastAt) * (LEVELS - 1)));
}

/** A power as one reads it: kW from 1,000 W on, unless one of them is wanted always. */
export function powerUnit(
  power: number | null,
  wanted: FlowOptions['unit'],
): { value: number | null; unit: 'W' | 'kW'; digits: number } {
  const kilo = wanted === 'kW' || (wanted === 'auto' && power !== null && Math.abs(power) >= 1000);
  if (power === null) return { value: null, unit: wanted === 'kW' ? 'kW' : 'W', digits: 0 };
  return kilo
    ? { value: power / 1000, unit: 'kW', digits: Math.abs(power) >= 9995 ? 1 : 2 }
    : { value: power, unit: 'W', digits: 0 };
}
