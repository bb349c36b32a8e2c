import { expect, test } from 'vitest';
import { child, getAt, isBelow, keysOf, setAt } from '@/form/pointer';
import { errorRows, FormStore } from '@/form/store';

const CONFIG = { list: [{ a: 1 }, { a: 2 }], 'odd/key~': { x: true } };

test('special characters survive the way there and back', () => {
  const pointer = child(child('', 'odd/key~'), 'x');
  expect([pointer, keysOf(pointer), getAt(CONFIG, pointer)]).toEqual(['/odd~1key~0/x', ['odd/key~', 'x'], true]);
});

test('a change leaves the old value and everything beside it as it was', () => {
  const next = setAt(CONFIG, '/list/1/a', 5) as typeof CONFIG;
  expect([next.list[1], CONFIG.list[1]]).toEqual([{ a: 5 }, { a: 2 }]);
  expect(next.list[0]).toBe(CONFIG.list[0]);
  expect(next['odd/key~']).toBe(CONFIG['odd/key~']);
});

test('undefined removes, and missing objects on the way are made', () => {
  expect(setAt({ a: 1, b: 2 }, '/a', undefined)).toEqual({ b: 2 });
  expect(setAt({}, '/x/y', 1)).toEqual({ x: { y: 1 } });
});

test('a place that is not there is undefined, also on inherited names', () => {
  expect([getAt(CONFIG, '/list/9/a'), getAt(CONFIG, '/toString'), getAt(null, '/a')]).toEqual([undefined, undefined, undefined]);
});

test('one pointer lies below another only at a whole step', () => {
  expect([isBelow('/a/b', '/a'), isBelow('/ab', '/a'), isBelow('/a', '/a')]).toEqual([true, false, true]);
});

test('changing a field takes back its own errors and those of what contains it, and no others', () => {
  const store = new FormStore(CONFIG);
  store.setErrors(['/list', '/list/0/a', '/list/1/a', '/odd~1key~0'].map((path) => ({ path, key: 'k' })));
  store.set('/list/0/a', 3);
  expect(store.allErrors.map(({ path }) => path)).toEqual(['/list/1/a', '/odd~1key~0']);
});

test('a form is unsaved only while it differs from what is stored', () => {
  const store = new FormStore(CONFIG);
  store.set('/list/0/a', 3);
  expect(store.dirty).toBe(true);
  store.set('/list/0/a', 1);
  expect(store.dirty).toBe(false);
  store.replace({ list: [] }, true);
  expect(store.dirty).toBe(false);
});

test('rows with errors are found by their position', () => {
  const errors = ['/p/12/name', '/p/3', '/p/3/x', '/q/1/a'].map((path) => ({ path, key: 'k' }));
  expect(errorRows(errors, '/p')).toEqual([3, 12]);
});
