import { expect, test } from 'vitest';
import type { PointView } from '@/data/points/types';
import { inputKind, parseInput, textOf } from '@/data/points/value';

const point = (more: Partial<PointView>): PointView => ({
  address: 'a.x',
  instance: 'a',
  path: 'x',
  type: 'REAL',
  unit: '',
  description: '',
  min: null,
  max: null,
  texts: {},
  writable: true,
  value: 0,
  ts: 0,
  quality: 'good',
  reason: null,
  ...more,
});

test.each([
  ['BOOL', {}, 'boolean'],
  ['UINT', { 0: 'off' }, 'choice'],
  ['DINT', {}, 'integer'],
  ['ULINT', {}, 'wide'],
  ['LREAL', {}, 'real'],
  ['STRING', {}, 'text'],
  ['TIME', {}, 'text'],
  [null, {}, 'text'],
])('a point of type %s with texts %o gets the input %s', (type, texts, kind) => {
  expect(inputKind({ type, texts })).toBe(kind);
});

test('a decimal comma is understood', () => {
  expect(parseInput(point({}), '1,5')).toEqual({ value: 1.5 });
});

test('a value outside the point’s own range is refused before it is sent', () => {
  expect(parseInput(point({ min: 0, max: 5 }), '6')).toEqual({
    refusal: { key: 'out_of_range', params: { value: '6', min: 0, max: 5 } },
  });
});

test('an integer type has the range of its width', () => {
  expect(parseInput(point({ type: 'BYTE' }), '256')).toMatchObject({ refusal: { key: 'out_of_range', params: { max: 255 } } });
  expect(parseInput(point({ type: 'BYTE' }), '255')).toEqual({ value: 255 });
});

test('text in a number field is refused with its reason', () => {
  expect(parseInput(point({}), 'warm')).toEqual({ refusal: { key: 'not_number' } });
  expect(parseInput(point({ type: 'INT' }), '1.5')).toEqual({ refusal: { key: 'not_integer' } });
  expect(parseInput(point({}), ' ')).toEqual({ refusal: { key: 'required' } });
});

test('64-bit integers keep every digit', () => {
  expect(parseInput(point({ type: 'LINT' }), '9007199254740993')).toEqual({ value: '9007199254740993' });
});

test('text is sent as it is, also when empty', () => {
  expect(parseInput(point({ type: 'STRING' }), ' a ')).toEqual({ value: ' a ' });
  expect(parseInput(point({ type: 'STRING' }), '')).toEqual({ value: '' });
});

test('a boolean is named like its number', () => {
  expect([textOf({ 0: 'zu', 1: 'auf' }, true), textOf({ 0: 'zu' }, false), textOf({}, 3)]).toEqual(['auf', 'zu', undefined]);
});
