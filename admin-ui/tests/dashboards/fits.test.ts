import { expect, test } from 'vitest';
import { fits, fittingFirst, nextName } from '@/pages/dashboard-edit/inspector/fits';
import type { PointView } from '@/data/points/types';

const point = (type: string | null, value: PointView['value'] = null, writable = false) =>
  ({ address: `a.${type}`, type, value, writable, texts: {} }) as PointView;

test('the kind of a place decides which points are offered first', () => {
  const points = [point('STRING'), point('BOOL'), point('REAL'), point('LINT')];
  expect(fittingFirst(points, { kind: 'number' }).map(({ point: { type }, fit }) => [type, fit])).toEqual([
    ['REAL', true],
    ['LINT', true],
    ['STRING', false],
    ['BOOL', false],
  ]);
  expect(fits(point('BOOL'), { kind: 'boolean' })).toBe(true);
  expect(fits(point('WSTRING'), { kind: 'text' })).toBe(true);
  expect(fits(point('DINT'), { kind: 'any' })).toBe(true);
});

test('a value nobody described is judged by itself', () => {
  expect(fits(point(null, 3.2), { kind: 'number' })).toBe(true);
  expect(fits(point(null, 'on'), { kind: 'number' })).toBe(false);
});

test('what is to be written must be writable', () => {
  expect(fits(point('BOOL'), { kind: 'boolean', writable: true })).toBe(false);
  expect(fits(point('BOOL', null, true), { kind: 'boolean', writable: true })).toBe(true);
});

test('a place for many numbers its bindings', () => {
  expect(nextName({ name: 'value', kind: 'number' }, ['value'])).toBe('value');
  expect(nextName({ name: 'series', kind: 'number', many: true }, ['series_1', 'series_3'])).toBe('series_2');
});
