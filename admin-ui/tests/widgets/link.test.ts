import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FrameLink, heard, PATIENCE_MS, type FrameState, type Wish } from '@/widgets/plugin/link';

const stateOf = (level: number) =>
  ({ values: {}, options: { level }, language: 'en', theme: 'dark', writable: true }) as FrameState;

function talk() {
  const posted: Record<string, unknown>[] = [];
  const wishes: Wish[] = [];
  const late: boolean[] = [];
  const link = new FrameLink({
    post: (message) => posted.push(message as Record<string, unknown>),
    onWrite: (wish) => wishes.push(wish),
    onLate: (is) => late.push(is),
  });
  const levels = () => posted.map(({ state }) => (state as FrameState | undefined)?.options['level']);
  const seen = () => link.receive({ dinrail: 1, seen: posted.at(-1)?.['number'] });
  return { link, posted, wishes, late, levels, seen };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('nothing is told before the page says that it is there', () => {
  const { link, levels } = talk();
  link.show(stateOf(1));
  link.show(stateOf(2));
  expect(levels()).toEqual([]);
  link.receive({ dinrail: 1, ready: true });
  expect(levels()).toEqual([2]);
});

test('a page that is slow gets the newest, and never a queue', () => {
  const { link, levels, seen } = talk();
  link.receive({ dinrail: 1, ready: true });
  for (let level = 1; level <= 500; level += 1) link.show(stateOf(level));
  expect(levels()).toEqual([1]);
  seen();
  expect(levels()).toEqual([1, 500]);
  seen();
  expect(levels()).toEqual([1, 500]);
});

test('a page that never speaks is late, and one that speaks at last is not any more', () => {
  const { link, late } = talk();
  vi.advanceTimersByTime(PATIENCE_MS);
  expect(late).toEqual([true]);
  link.receive({ dinrail: 1, ready: true });
  expect(late).toEqual([true, false]);
  vi.advanceTimersByTime(10 * PATIENCE_MS);
  expect(late).toEqual([true, false]);
});

test('a page that hangs later is late with the next it is told; an answer to something else does not help', () => {
  const { link, late, seen } = talk();
  link.receive({ dinrail: 1, ready: true });
  link.show(stateOf(1));
  seen();
  link.show(stateOf(2));
  link.receive({ dinrail: 1, seen: 1 });
  link.receive({ dinrail: 1, seen: 99 });
  vi.advanceTimersByTime(PATIENCE_MS);
  expect(late).toEqual([true]);
});

test('a page that loads itself anew is told everything again', () => {
  const { link, levels, seen } = talk();
  link.show(stateOf(7));
  link.receive({ dinrail: 1, ready: true });
  seen();
  link.receive({ dinrail: 1, ready: true });
  expect(levels()).toEqual([7, 7]);
});

test('a link that has ended says nothing', () => {
  const { link, late } = talk();
  link.stop();
  vi.advanceTimersByTime(2 * PATIENCE_MS);
  expect(late).toEqual([]);
});

test('a wish is one value for one binding, with a number to answer to', () => {
  const { link, wishes, posted } = talk();
  link.receive({ dinrail: 1, write: 'pump', value: true, id: 3 });
  expect(wishes).toEqual([{ binding: 'pump', value: true, id: 3 }]);
  link.done(3, false);
  expect(posted).toEqual([{ dinrail: 1, id: 3, done: false }]);
});

test.each([
  undefined,
  null,
  'ready',
  7,
  [],
  { ready: true },
  { dinrail: 2, ready: true },
  { dinrail: 1, ready: 'yes' },
  { dinrail: 1, seen: '1' },
  { dinrail: 1, write: 'pump', value: true },
  { dinrail: 1, write: 'pump', value: { $gt: 0 }, id: 1 },
  { dinrail: 1, write: 'pump', value: null, id: 1 },
  { dinrail: 1, write: 'pump', value: Number.NaN, id: 1 },
  { dinrail: 1, write: 'pump', value: 'x'.repeat(1001), id: 1 },
  { dinrail: 1, write: ['pump'], value: 1, id: 1 },
])('%j means nothing', (data) => {
  expect(heard(data)).toBeNull();
});

test('whatever a page sends is borne', () => {
  fc.assert(
    fc.property(fc.anything(), fc.anything(), (first, second) => {
      const { link, wishes } = talk();
      link.receive(first);
      link.receive({ dinrail: 1, write: first, value: second, id: 1 });
      link.stop();
      expect(wishes.every(({ binding, value }) => typeof binding === 'string' && typeof value !== 'object')).toBe(true);
    }),
  );
});
