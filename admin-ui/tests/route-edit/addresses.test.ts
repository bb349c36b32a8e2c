import { expect, test } from 'vitest';
import type { PointView } from '@/data/points/types';
import { addressOptions, calculatedFor, wordsOf } from '@/pages/route-edit/addresses/search';
import { similarPatterns } from '@/pages/route-edit/addresses/similar';
import { cleanHalf, parsePairs, printPairs } from '@/pages/route-edit/steps/pairs';

const point = (address: string, writable = false) => ({ address, writable }) as PointView;
const labels = (kind: 'from' | 'to', typed: string, ...points: PointView[]) =>
  addressOptions(points, kind, typed).map(({ label }) => label);

test('points are looked for by the words of what is typed', () => {
  expect(wordsOf('bt.*.volt')).toBe('bt volt');
  expect(wordsOf('plc.MAIN.{1}.f')).toBe('plc MAIN f');
});

test('a target can be written, or is a calculated point', () => {
  expect(labels('from', 'x', point('a.x'), point('b.x', true))).toEqual(['a.x', 'b.x']);
  expect(labels('to', 'x', point('a.x'), point('b.x', true))).toEqual(['b.x', 'calc.x']);
  expect(labels('to', 'calc.x', point('calc.x'))).toEqual(['calc.x']);
});

test.each([
  ['house/power', 'calc.house.power'],
  ['calc.u', 'calc.u'],
  ['Meine Leistung', 'calc.Meine_Leistung'],
  ['x.{1}', 'calc.x.{1}'],
  ['calc.', undefined],
  ['', undefined],
])('%s becomes the calculated point %s', (typed, address) => {
  expect(calculatedFor(typed)).toBe(address);
});

test('patterns for more points like one are those that match more than it, never other instances', () => {
  const known = ['bt.a.voltage', 'bt.b.voltage', 'bt.c.voltage', 'bt.a.current', 'plc.a.voltage'];
  expect(similarPatterns('bt.a.voltage', known)).toEqual([
    { pattern: 'bt.*.voltage', count: 3 },
    { pattern: 'bt.a.*', count: 2 },
  ]);
  expect(similarPatterns('plc.a.voltage', known)).toEqual([]);
});

test('a table is read into pairs and written back', () => {
  expect(parsePairs('0=off, 1=heats up', '=')).toEqual([
    ['0', 'off'],
    ['1', 'heats up'],
  ]);
  expect(printPairs(parsePairs('47:0, 51.5:20', ':'), ':')).toBe('47:0, 51.5:20');
  expect(parsePairs('', '=')).toEqual([]);
  expect(parsePairs('0=, ', '=')).toEqual([
    ['0', ''],
    ['', ''],
  ]);
});

test('half of a pair holds no sign that would begin another', () => {
  expect(cleanHalf('51,5', ':')).toBe('51.5');
  expect(cleanHalf('a,b=c', '=')).toBe('abc');
});
