import { expect, test } from 'vitest';
import { spanParts } from '@/format/time';
import { lineOfPointer } from '@/json/locate';
import { parseJson } from '@/json/position';
import { differences, suggestId } from '@/pages/instance-edit/draft';
import { levelOf, selectLines } from '@/pages/instances/log-lines';
import { safeNext } from '@/pages/login/next';
import { appliedState } from '@/pages/routes/applied';
import { summaryOf } from '@/pages/routes/summary';
import { check } from '@/pages/setup/check';

test.each([
  [0, [['second', 0]]],
  [59.9, [['second', 59]]],
  [61, [['minute', 1]]],
  [3600, [['hour', 1]]],
  [
    3700,
    [
      ['hour', 1],
      ['minute', 1],
    ],
  ],
  [
    90_061,
    [
      ['day', 1],
      ['hour', 1],
    ],
  ],
  [-5, [['second', 0]]],
])('%d s is told as %o', (seconds, parts) => {
  expect(spanParts(seconds)).toEqual(parts);
});

test('bad JSON is placed by line and column', () => {
  expect(parseJson('{\n  "a": 1\n  "b": 2\n}')).toMatchObject({ problem: { line: 3, column: 3 } });
  expect(parseJson('{"a": [1, 2')).toMatchObject({ problem: { line: 1 } });
  expect(parseJson('{"a": 1}')).toEqual({ value: { a: 1 } });
});

const TEXT =
  '{\n  "routes": [\n    {"from": "a.b"},\n    {\n      "from": ["x", "y,z"],\n      "to/~": {"deep": [1,\n 2]}\n    }\n  ],\n  "from": "not me"\n}';

test.each([
  ['', 1],
  ['/routes', 2],
  ['/routes/0/from', 3],
  ['/routes/1', 4],
  ['/routes/1/from/1', 5],
  ['/routes/1/to~1~0/deep/1', 7],
  ['/from', 10],
  ['/routes/2', undefined],
  ['/nothing', undefined],
])('the value of %s begins in line %s', (pointer, line) => {
  expect(lineOfPointer(TEXT, pointer)).toBe(line);
});

test('only a path of this application may follow the login', () => {
  expect(['/points?q=1', '//evil.example', '/\\evil.example', 'https://evil.example', null].map(safeNext)).toEqual([
    '/points?q=1',
    '/',
    '/',
    '/',
    '/',
  ]);
});

test('a first user needs everything, and the same password twice', () => {
  expect(check({ code: ' ', username: '', password: 'short', repeat: 'other' })).toEqual({
    code: 'required',
    username: 'required',
    password: 'short',
    repeat: 'mismatch',
  });
  expect(check({ code: '1', username: 'a', password: 'long enough', repeat: 'long enough' })).toEqual({});
});

test('an id is free, begins with a letter and has no umlauts', () => {
  expect(suggestId('3. Übergang!', 'modbus', [])).toBe('uebergang');
  expect(suggestId('', 'modbus', ['modbus_1'])).toBe('modbus_2');
  expect(suggestId('Haus', 'modbus', ['haus', 'haus_2'])).toBe('haus_3');
  expect(suggestId('x'.repeat(80), 'modbus', [])).toHaveLength(28);
});

test('two versions differ where their smallest parts differ', () => {
  expect(differences({ a: { b: 1, c: [1] }, d: 1 }, { a: { b: 2, c: [1, 2] }, d: 1, e: 5 })).toEqual(['/a/b', '/a/c', '/e']);
});

test('log lines are chosen by level and text, foreign levels included', () => {
  const lines = ['debug', 'INFO', 'warn', 'critical', 'strange'].map((level, ts) => ({ ts, level, message: `m${ts}` }));
  expect(lines.map(({ level }) => levelOf(level))).toEqual(['debug', 'info', 'warning', 'error', 'info']);
  expect(selectLines(lines, 'warning', '').map(({ message }) => message)).toEqual(['m2', 'm3']);
  expect(selectLines(lines, 'debug', 'M1').map(({ message }) => message)).toEqual(['m1']);
});

test.each([
  [{ rev: 3 }, 'applied'],
  [{ rev: 2 }, 'waiting'],
  [{ rev: 2, rejected: { key: 'cycle' } }, 'rejected'],
  [{ rev: null }, 'no_router'],
  [null, 'no_router'],
])('with %o the routes are %s', (applied, state) => {
  expect(appliedState({ revision: 3, applied })).toBe(state);
});

test('a route is summed up whichever way it is written', () => {
  const long = { name: 'N', id: 'i', from: ['a', 'b'], to: 'c', transform: [{ op: 'scale' }, { op: 'round' }], enabled: false };
  expect(summaryOf(long)).toEqual({ name: 'N', from: ['a', 'b'], to: ['c'], transform: 'scale | round', enabled: false });
  expect(summaryOf({ from: 'a', to: ['c'], transform: 'scale(2)' })).toEqual({
    name: '',
    from: ['a'],
    to: ['c'],
    transform: 'scale(2)',
    enabled: true,
  });
  expect(summaryOf('nonsense')).toEqual({ name: '', from: [], to: [], transform: '', enabled: true });
});
