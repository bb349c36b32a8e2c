import { expect, test } from 'vitest';
import type { InstanceDraft } from '@/data/instances/types';
import type { Selection, TreeNode } from '@/data/nodes/types';
import { sizeOf, withChange } from '@/pages/symbols/change';
import { remedyOf } from '@/pages/symbols/remedy';
import { troubleOf } from '@/pages/symbols/trouble';
import { isBelow } from '@/tree/paths';
import { tickable, ticked, tickState } from '@/tree/ticks';

const node = (path: string, more: Partial<TreeNode> = {}): TreeNode => ({ path, name: path, kind: 'structure', ...more });
const answer = (nodes: Selection['nodes']) => ({ nodes }) as Selection;

test('members, elements and topics lie below, names that only begin alike do not', () => {
  expect(['M.a', 'M[1]', 'M/a'].every((path) => isBelow(path, 'M'))).toBe(true);
  expect(['M', 'Ma', 'N.a'].some((path) => isBelow(path, 'M'))).toBe(false);
});

test('a tick replaces those at and below its node', () => {
  const before = ticked(ticked(ticked([], 'M.a.x', true), 'M.b', true), 'N', false);
  expect(ticked(before, 'M.a', false)).toEqual([
    ['M.b', true],
    ['N', false],
    ['M.a', false],
  ]);
  expect(ticked(before, 'M', true)).toEqual([
    ['N', false],
    ['M', true],
  ]);
});

test('a node is ticked as the adapter counted', () => {
  const told = answer({ A: [3, true], B: [3, false], C: [0, false] });
  expect(['A', 'B', 'C', 'D'].map((path) => tickState(node(path), [], told, true))).toEqual(['all', 'some', 'none', 'unknown']);
  expect(tickState(node('D', { point: true }), [], told, true)).toBe('all');
});

test('until its answer is there, the nearest tick above tells', () => {
  const old = answer({ 'M.a': [0, false], M: [0, false], N: [2, true] });
  const ticks = [
    ['M', true],
    ['M.a', false],
  ] as const;
  const state = (path: string) => tickState(node(path), ticks, old, false);
  expect(['M', 'M.a', 'M.a.x', 'M.b', 'N'].map(state)).toEqual(['some', 'none', 'none', 'all', 'all']);
});

test('values and what has some below can be ticked, a whole runtime and a pointer cannot', () => {
  expect(tickable(node('M', { expandable: true }))).toBe(true);
  expect(tickable(node('M.a', { tag: 'M.a' }))).toBe(true);
  expect(tickable(node('851', { kind: 'runtime', expandable: true }))).toBe(false);
  expect(tickable(node('M.p', { kind: 'pointer' }))).toBe(false);
});

const DRAFT = {
  id: 'plc',
  title: 'SPS',
  config: { user: 'u', password: { $secret: true }, points: [{ path: 'A', writable: true }, { path: 'B' }], exclude: ['A.x'] },
} as unknown as InstanceDraft;
const CHANGE = { add: [{ path: 'C', type: 'INT' }], remove: ['B'], exclude: ['A.y'], include: ['A.x'] };

test('a change touches points and exclusions and nothing else', () => {
  const after = withChange(DRAFT, CHANGE);
  expect(after.config).toEqual({
    user: 'u',
    password: { $secret: true },
    points: [
      { path: 'A', writable: true },
      { path: 'C', type: 'INT' },
    ],
    exclude: ['A.y'],
  });
  expect(after.title).toBe('SPS');
  expect(sizeOf(CHANGE)).toBe(4);
});

test('a change done twice is as done once, and keeps what somebody else has set', () => {
  const once = withChange(DRAFT, CHANGE);
  expect(withChange(once, CHANGE)).toEqual(once);
  const theirs = { ...DRAFT, config: { points: [{ path: 'c', writable: true }] } };
  expect(withChange(theirs, CHANGE).config['points']).toEqual([{ path: 'c', writable: true }]);
});

test('the status of the instance is told where it says more than the call', () => {
  const status = (name: string, key?: string) =>
    ({ status: name, reason: key ? { key, params: { host: 'h' } } : null }) as Parameters<typeof troubleOf>[1];
  expect(troubleOf({ key: 'instance_not_running' }, status('stopped')).key).toBe('instance_stopped');
  expect(troubleOf({ key: 'route_missing' }, status('disconnected', 'route_missing')).params).toEqual({ host: 'h' });
  expect(troubleOf({ key: 'tables_unknown' }, status('disconnected', 'plc_in_config')).key).toBe('plc_in_config');
  expect(troubleOf({ key: 'call_no_answer' }, status('disconnected', 'plc_in_config')).key).toBe('call_no_answer');
});

test('each first mistake has its button', () => {
  expect(['instance_stopped', 'route_missing', 'plc_unreachable', 'plc_in_config'].map(remedyOf)).toEqual([
    'start',
    'route',
    'address',
    undefined,
  ]);
});
