import { describe, expect, test } from 'vitest';
import type { LiveValue, Widget } from '@/widgets/contract';
import { directionOf, nodesOf, powerUnit, speedOf, type FlowOptions } from '@/widgets/types/energy_flow/flows';
import { placesOf } from '@/widgets/types/energy_flow/places';

const options: FlowOptions = {
  grid_positive: 'import',
  battery_positive: 'charge',
  house: 'auto',
  unit: 'auto',
  still_below: 20,
  fast_at: 5000,
  motion: true,
};

const live = (value: number | null, unit = 'W', quality: LiveValue['quality'] = 'good'): LiveValue => ({
  value,
  quality,
  reason: null,
  ts: 1,
  point: { unit } as LiveValue['point'],
});

function powers(values: Record<string, LiveValue>, chosen: Partial<FlowOptions> = {}): Record<string, number | null> {
  const bindings = Object.fromEntries(Object.keys(values).map((name) => [name, { source: `x.${name}` }]));
  const nodes = nodesOf({ bindings } as unknown as Widget, values, { ...options, ...chosen });
  return Object.fromEntries(nodes.map(({ name, power }) => [name, power]));
}

describe('energy flow', () => {
  test('the house uses what comes and does not go elsewhere', () => {
    const values = { pv_1: live(6.42, 'kW'), grid: live(-1310), battery: live(2029), wallbox_1: live(1400) };
    expect(powers(values)).toEqual({ pv: 6420, grid: -1310, battery: -2029, wallbox: -1400, house: -1681 });
  });
  test('signs can be the other way round', () => {
    const values = { grid: live(500), battery: live(300) };
    expect(powers(values, { grid_positive: 'export', battery_positive: 'discharge' })).toMatchObject({
      grid: -500,
      battery: 300,
    });
  });
  test('a measured house is taken as it is, unless it is to be worked out', () => {
    const values = { pv_1: live(1000), house: live(900) };
    expect(powers(values)).toEqual({ pv: 1000, house: -900 });
    expect(powers(values, { house: 'sum' })).toEqual({ pv: 1000, house: -1000 });
    expect(powers({ pv_1: live(1000) }, { house: 'point' })).toEqual({ pv: 1000 });
  });
  test('a lag between meters makes no house that delivers', () => {
    expect(powers({ pv_1: live(100), grid: live(-200) })['house']).toBe(0);
  });
  test('one unknown part makes the sum and the house unknown, never a plausible number', () => {
    const values = { pv_1: live(1000), pv_2: live(null, 'W', 'bad'), grid: live(200) };
    expect(powers(values)).toEqual({ pv: null, grid: 200, house: null });
  });
  test('what is no power is not added', () => {
    expect(powers({ grid: live(49.98, 'Hz') })['grid']).toBeNull();
    expect([powers({ grid: live(2, 'MW') })['grid'], powers({ grid: live(2, 'mW') })['grid']]).toEqual([2e6, 0.002]);
  });
  test('little is still, much is fast, in steps', () => {
    expect([directionOf(19, 20), directionOf(-20, 20), directionOf(20, 20), directionOf(null, 20)]).toEqual([
      'still',
      'out',
      'in',
      'still',
    ]);
    expect([speedOf(0, 5000), speedOf(2500, 5000), speedOf(-99_999, 5000)]).toEqual([1, 3, 6]);
  });
  test('watts become kilowatts where they are many, or always', () => {
    expect(powerUnit(999, 'auto')).toMatchObject({ value: 999, unit: 'W' });
    expect(powerUnit(1000, 'auto')).toMatchObject({ value: 1, unit: 'kW' });
    expect(powerUnit(20, 'kW')).toMatchObject({ value: 0.02, unit: 'kW' });
    expect(powerUnit(null, 'kW')).toMatchObject({ value: null, unit: 'kW' });
  });
  test('places do not stand on each other, whichever are shown', () => {
    for (const shown of [
      ['pv', 'grid', 'house', 'battery', 'wallbox'],
      ['grid', 'house'],
      ['pv', 'house'],
      ['battery', 'house'],
    ] as const) {
      const places = placesOf(shown);
      const at = shown.map((name) => `${places[name].x} ${places[name].y}`);
      expect(new Set(at).size).toBe(shown.length);
    }
  });
});
