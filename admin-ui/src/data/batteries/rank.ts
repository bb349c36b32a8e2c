import type { Battery } from './types';

export const STATES = ['alarm', 'silent', 'warning', 'doubtful', 'low', 'fine'] as const;
export type BatteryState = (typeof STATES)[number];

const LOW_SOC = 10;

export const numberOf = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

/** What matters most about a battery. */
export function stateOf({ values, quality }: Pick<Battery, 'values' | 'quality'>): BatteryState {
  const level = numberOf(values['alarm_level']) ?? 0;
  if (level >= 2) return 'alarm';
  if (quality === 'bad') return 'silent';
  if (level === 1) return 'warning';
  if (quality === 'uncertain') return 'doubtful';
  const soc = numberOf(values['soc']);
  return soc !== null && soc < LOW_SOC ? 'low' : 'fine';
}

/** The worst first; among equals the emptiest, then by address. */
export function worstFirst(batteries: readonly Battery[]): Battery[] {
  const collator = new Intl.Collator(undefined, { numeric: true });
  const keyed = batteries.map((battery) => ({
    battery,
    rank: STATES.indexOf(stateOf(battery)),
    soc: numberOf(battery.values['soc']) ?? Number.POSITIVE_INFINITY,
  }));
  keyed.sort(
    (a, b) => a.rank - b.rank || (a.soc === b.soc ? 0 : a.soc - b.soc) || collator.compare(a.battery.address, b.battery.address),
  );
  return keyed.map(({ battery }) => battery);
}
