import { describe, expect, test } from 'vitest';
import { parseAlarms } from '@/data/batteries/alarms';
import { shareOf, spreadOf } from '@/data/batteries/cells';
import { flowOf } from '@/data/batteries/flow';
import { batteryLinks, batteryOf } from '@/data/batteries/link';
import { batteryName } from '@/data/batteries/names';
import { stateOf, worstFirst } from '@/data/batteries/rank';
import { recordOf } from '@/data/batteries/record';
import { goodNumber, goodSwitch, summaryOf } from '@/data/batteries/summary';
import type { Battery } from '@/data/batteries/types';
import type { PointView } from '@/data/points/types';
import { liveBattery } from '@/pages/batteries/live-battery';

const battery = (address: string, values: Battery['values'], more: Partial<Battery> = {}): Battery => ({
  address,
  instance: address.split('.', 1)[0] ?? '',
  values,
  quality: 'good',
  reason: '',
  ts: 1000,
  ...more,
});
const point = (path: string, value: PointView['value'], more: Partial<PointView> = {}) =>
  ({ address: `b.${path}`, value, quality: 'good', reason: '', ts: 2000, ...more }) as PointView;

describe('which battery is the worst', () => {
  test('alarms come first, then silence, warnings, doubt, emptiness', () => {
    const all = [
      battery('a.fine', { soc: 50 }),
      battery('a.low', { soc: 4 }),
      battery('a.warning', { alarm_level: 1, soc: 90 }),
      battery('a.silent', {}, { quality: 'bad' }),
      battery('a.doubtful', {}, { quality: 'uncertain' }),
      battery('a.alarm', { alarm_level: 2, soc: 99 }),
    ];
    expect(worstFirst(all).map(({ address }) => address.slice(2))).toEqual(
      ['alarm', 'silent', 'warning', 'doubtful', 'low', 'fine'], // prettier-ignore
    );
    expect(all.map(stateOf)).toEqual(['fine', 'low', 'warning', 'silent', 'doubtful', 'alarm']);
  });

  test('among equals the emptiest, one of unknown charge last, then by number', () => {
    const all = [battery('b.10', { soc: 50 }), battery('b.9', { soc: 50 }), battery('b.1', {}), battery('b.2', { soc: 20 })];
    expect(worstFirst(all).map(({ address }) => address)).toEqual(['b.2', 'b.9', 'b.10', 'b.1']);
  });
});

describe('a live line', () => {
  const samples = new Map([['b.x.soc', { value: 55, ts: 3000, quality: 'good' as const, reason: '' }]]);
  const listed = battery('b.x', { soc: 50, voltage: 52 });

  test('takes the newer sample', () => {
    expect(liveBattery(listed, samples, false).values).toEqual({ soc: 55, voltage: 52 });
  });

  test('a sample that has become bad takes its number away and says why', () => {
    const dead = new Map([['b.x.soc', { value: 50, ts: 3000, quality: 'bad' as const, reason: 'timeout' }]]);
    const seen = liveBattery(listed, dead, false);
    expect([seen.values['soc'], seen.quality, seen.reason]).toEqual([undefined, 'bad', 'timeout']);
  });

  test('without the gateway there is no number at all', () => {
    const seen = liveBattery(listed, samples, true);
    expect([seen.values, seen.quality]).toEqual([{}, 'uncertain']);
  });
});

describe('the record of a battery', () => {
  test('sorts cells and sensors by number and keeps what is its own', () => {
    const record = recordOf('b', [
      point('cells.10.voltage', 3.3),
      point('cells.2.voltage', 3.2),
      point('temperatures.1', 20),
      point('cells.delta', 0.1),
      point('model', 'X'),
    ]);
    expect(record.cells.map(({ number }) => number)).toEqual([2, 10]);
    expect(record.temperatures).toHaveLength(1);
    expect(record.further.map(({ address }) => address)).toEqual(['b.model']);
  });

  test('only a good number is shown; an unknown switch is neither on nor off', () => {
    const old = { quality: 'bad' as const, reason: 'stale' };
    const record = recordOf('b', [point('soc', 50, old), point('voltage', 53), point('charge_mos', true, old)]);
    expect([goodNumber(record, 'soc'), goodNumber(record, 'voltage'), goodNumber(record, 'current')]).toEqual([null, 53, null]);
    expect([goodSwitch(record, 'charge_mos'), goodSwitch(record, 'discharge_mos')]).toEqual([null, undefined]);
    expect(summaryOf(record)).toEqual({ values: { voltage: 53 }, quality: 'bad', reason: 'stale', ts: 2000 });
  });

  test('without a sample there is no age', () => {
    expect(summaryOf(recordOf('b', [point('soc', null, { ts: null, quality: 'bad' }), point('voltage', 5)])).ts).toBeNull();
  });
});

describe('cells', () => {
  test('the lowest, the highest and the spread, with room on the scale', () => {
    const cells = [3.3, 3.289, null, 3.323].map((volts, at) => ({ number: at + 1, volts }));
    const spread = spreadOf(cells);
    expect([spread.lowest?.number, spread.highest?.number]).toEqual([2, 4]);
    expect(spread.delta).toBeCloseTo(0.034);
    expect(spread.scale).toEqual([3.26, 3.34]);
  });

  test('equal cells are not blown up; unknown cells have no lowest', () => {
    const equal = spreadOf([1, 2].map((number) => ({ number, volts: 3.3 })));
    expect([equal.delta, equal.lowest?.number, equal.highest?.number]).toEqual([0, 1, 1]);
    expect(equal.scale[1] - equal.scale[0]).toBeGreaterThanOrEqual(0.05);
    expect(spreadOf([{ number: 1, volts: null }])).toMatchObject({ lowest: null, highest: null, delta: null });
  });

  test('bars stay within their wells', () => {
    expect([3.2, 3.3, 3.4, 9].map((volts) => shareOf(volts, [3.2, 3.4]))).toEqual([0, expect.closeTo(0.5), 1, 1]);
  });
});

test('alarms keep their level', () => {
  expect(parseAlarms('cell_overvoltage?, bit_9')).toEqual([
    { key: 'cell_overvoltage', level: 'warning' },
    { key: 'bit_9', level: 'alarm' },
  ]);
  expect([parseAlarms(''), parseAlarms(null), parseAlarms(undefined), parseAlarms(' , ')]).toEqual([[], [], [], []]);
});

test('a current in words: the noise of a sensor is rest', () => {
  expect([12, -0.2, 0.04, -0.04, null].map(flowOf)).toEqual(['charging', 'discharging', 'resting', 'resting', null]);
});

test('names and ways', () => {
  expect(batteryName('can_1', 'Speicher')).toBe('Speicher');
  expect(batteryName('bt_1.left%20one', 'Keller')).toBe('left one');
  const links = batteryLinks([battery('a.x', {}), battery('b.1', {}), battery('b.2', {})]);
  expect([...links]).toEqual([
    ['a', '/batteries/a.x'],
    ['b', '/batteries?q=b.'],
  ]);
  expect(batteryOf([battery('a.x', {})], 'a.x.cells.1.voltage')).toBe('a.x');
  expect(batteryOf([battery('a.x', {})], 'a.x2.soc')).toBeUndefined();
});
