import type { KeyboardEvent } from 'react';
import { expect, test, vi } from 'vitest';
import { below, type Row } from '@/tree/rows';
import { handleKey, nextNamed } from '@/tree/keyboard';
import { parentOf } from '@/ui/grid-keys';

function line(name: string, depth: number, expandable = false, open = false): Row {
  const node = { path: name, name, kind: 'scalar', expandable };
  return { kind: 'node', key: name, depth, index: 0, siblings: 1, list: below(''), start: 0, node, open };
}

const ROWS = [
  line('GVL', 0, true),
  line('MAIN', 0, true, true),
  line('aCell', 1, true),
  line('[1]', 1),
  line('mode', 1),
  line('Motor', 0),
];

function press(key: string, active: number, target = true) {
  const calls = { move: vi.fn(), toggle: vi.fn(), tick: vi.fn(), detail: vi.fn() };
  const preventDefault = vi.fn();
  const place = {};
  const event = { key, target: place, currentTarget: target ? place : {}, preventDefault } as unknown as KeyboardEvent;
  handleKey(event, { rows: ROWS, active, page: 3, typed: (letter) => letter, ...calls });
  return { ...calls, taken: preventDefault.mock.calls.length > 0 };
}

test('arrows fold and move as in a tree', () => {
  expect(press('ArrowRight', 0).toggle).toHaveBeenCalledWith('GVL');
  expect(press('ArrowRight', 1).move).toHaveBeenCalledWith(2);
  expect(press('ArrowRight', 4).taken).toBe(false);
  expect(press('ArrowLeft', 1).toggle).toHaveBeenCalledWith('MAIN');
  expect(press('ArrowLeft', 4).move).toHaveBeenCalledWith(1);
  expect(press('PageDown', 1).move).toHaveBeenCalledWith(4);
  expect(press('End', 1).move).toHaveBeenCalledWith(5);
});

test('space ticks and Enter shows', () => {
  expect(press(' ', 4).tick).toHaveBeenCalledWith(ROWS[4]);
  expect(press('Enter', 4).detail).toHaveBeenCalledWith(ROWS[4]);
});

test('keys of what is inside the grid are left alone', () => {
  expect(press(' ', 4, false).taken).toBe(false);
});

test('letters go to the next name that begins so, round the end, and into brackets', () => {
  expect(nextNamed(ROWS, 1, 'm')).toBe(4);
  expect(nextNamed(ROWS, 4, 'mm')).toBe(5);
  expect(nextNamed(ROWS, 5, 'm')).toBe(1);
  expect(nextNamed(ROWS, 0, 'mot')).toBe(5);
  expect(nextNamed(ROWS, 0, '1')).toBe(3);
  expect(nextNamed(ROWS, 2, 'xyz')).toBe(2);
});

test('the parent is the nearest line above of a smaller depth', () => {
  expect([0, 2, 4, 5].map((index) => parentOf(ROWS, index))).toEqual([0, 1, 1, 5]);
});
