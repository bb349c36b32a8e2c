import { expect, test } from 'vitest';
import type { OpenLevel } from '@/data/points/queries';
import type { PointView, TreeChild } from '@/data/points/types';
import { parentOf } from '@/ui/grid-keys';
import { nextLevel, readableSegment, totalOf, treeRows } from '@/pages/points/rows';

const point = { address: 'a.x' } as PointView;
const branch = (segment: string, address: string, count: number): TreeChild => ({ segment, address, leaf: false, count });
const leaf = (segment: string, address: string): TreeChild => ({
  segment,
  address,
  leaf: true,
  count: 1,
  point: { ...point, address },
});
const level = (path: string, children: TreeChild[]): OpenLevel => ({
  path,
  level: { path, children },
  error: null,
  loading: false,
});
const waiting = (path: string, error: Error | null = null): OpenLevel => ({
  path,
  level: undefined,
  error,
  loading: error === null,
});

const LEVELS = [level('', [branch('a', 'a', 3), branch('b', 'b', 2)]), level('a', [branch('m', 'a.m', 2), leaf('x', 'a.x')])];
const lines = (levels: OpenLevel[], open: string[]) =>
  treeRows(levels, new Set(open)).map((row) => `${' '.repeat(row.depth)}${row.key}`);

test('an open branch shows what lies below it, a closed one does not', () => {
  expect(lines(LEVELS, ['a'])).toEqual(['branch a', ' branch a.m', ' point a.x', 'branch b']);
  expect(lines(LEVELS, [])).toEqual(['branch a', 'branch b']);
});

test('a level under way and a failed one each leave a note in their place', () => {
  expect(lines([...LEVELS, waiting('b')], ['b'])).toEqual(['branch a', 'branch b', ' loading b']);
  expect(lines([...LEVELS, waiting('b', new Error('no'))], ['b'])).toEqual(['branch a', 'branch b', ' failed b']);
});

test('a point that has points below it is shown as both', () => {
  const both = { ...branch('a', 'a', 3), point: { ...point, address: 'a' } };
  expect(lines([level('', [both])], [])).toEqual(['point a', 'branch a']);
});

test('opening one level opens the closed branches nearest to the root', () => {
  const rows = treeRows(LEVELS, new Set(['a']));
  expect(nextLevel(rows)).toEqual(['b']);
  expect(nextLevel(rows.filter((row) => row.key !== 'branch b'))).toEqual(['a.m']);
});

test('all points are counted by the root alone', () => {
  expect([totalOf(LEVELS), totalOf([waiting('')])]).toEqual([5, undefined]);
});

test('the way up leads to the branch that holds the line', () => {
  const rows = treeRows(LEVELS, new Set(['a']));
  expect([2, 1, 0, 3].map((index) => parentOf(rows, index))).toEqual([0, 0, 0, 3]);
});

test('a segment is read as the device wrote it', () => {
  expect([readableSegment('fan%2Fspeed%20'), readableSegment('50%')]).toEqual(['fan/speed ', '50%']);
});
