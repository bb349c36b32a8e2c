import { expect, test } from 'vitest';
import type { CountersView, RouteCounters, SourceCounters } from '@/data/routes/counters';
import type { RouteEntry, RoutesDocument } from '@/data/routes/types';
import { linesOf, sumOf } from '@/pages/routes/details/tally-lines';
import { verdictOf } from '@/pages/routes/details/verdict';
import { countByState, filterRows, NO_FILTER, statesOf } from '@/pages/routes/filter';
import { graphOf } from '@/pages/routes/flow/graph';
import { layoutOf, NODE_HEIGHT, weight } from '@/pages/routes/flow/layout';
import { rowsOf, type Row } from '@/pages/routes/rows';
import { sourceRows } from '@/pages/routes/sources/source-rows';

const NOW = 1_800_000_000_000;
const tally = { received: 10, delivered: 10, pending: 0, filtered: {}, dropped: {} };
const counted = (more: Partial<RouteCounters> = {}): RouteCounters => ({ id: 'r', rate: 2, points: 1, ...tally, ...more });
const source = (id: string, more: Partial<SourceCounters> = {}): SourceCounters => ({
  id,
  rate: 5,
  points: 3,
  connected: true,
  ...tally,
  ...more,
});
const breaker = (state: 'open' | 'half_open' | 'closed', more = {}) => ({
  source: 'a',
  state,
  since: NOW,
  rate: 900,
  limit: 500,
  ...more,
});
const entry: RouteEntry = { id: 'r', from: 'a.x', to: ['b.y', 'calc.z'] };
const view = (routes: RouteCounters[], sources: SourceCounters[] = [source('a')]): CountersView => ({
  ts: NOW,
  since: NOW - 1000,
  routes,
  sources,
});
const rowOf = (route: Partial<RouteEntry> = {}, counters: CountersView | undefined = view([counted()])): Row => {
  const [row] = rowsOf({ routes: [{ ...entry, ...route }] }, counters);
  if (row === undefined) throw new Error('no row');
  return row;
};

test.each<[string, Row['state'], Row]>([
  ['that is switched off', 'off', rowOf({ enabled: false })],
  ['the router says nothing about', 'unknown', rowOf({}, view([]))],
  ['without any report', 'unknown', rowsOf({ routes: [entry] }, undefined)[0] as Row],
  ['held by its rate guard', 'guard', rowOf({}, view([counted({ open: { since: NOW, rate: 9, limit: 5 } })]))],
  ['whose source was cut off', 'cut', rowOf({}, view([counted()], [source('a', { breaker: breaker('open') })]))],
  ['whose source was disconnected', 'disconnected', rowOf({}, view([counted()], [source('a', { connected: false })]))],
  [
    'that failed within the last minute',
    'error',
    rowOf({}, view([counted({ last_error: { ts: NOW - 59_000, address: 'a.x', message: 'm' } })])),
  ],
  ['that failed before', 'on', rowOf({}, view([counted({ last_error: { ts: NOW - 61_000, address: 'a.x', message: 'm' } })]))],
  ['that has received nothing', 'waiting', rowOf({}, view([counted({ received: 0, delivered: 0 })]))],
  ['that carries values', 'on', rowOf()],
  [
    'with one source left of two',
    'on',
    rowOf({ from: ['a.x', 'c.x'] }, view([counted()], [source('a', { connected: false }), source('c')])),
  ],
])('a route %s is %s', (_, state, row) => {
  expect(row.state).toBe(state);
});

test('both directions of a route are one line', () => {
  const back = counted({ back: true, rate: 3, last: { ts: NOW, value: 7 } });
  const row = rowOf({}, view([counted({ last: { ts: NOW - 5, value: 1 } }), back]));
  expect(row).toMatchObject({ rate: 5, last: { value: 7 } });
  expect(rowOf({}, view([counted({ rate: null })])).rate).toBeNull();
});

test.each<[string, Row]>([
  ['off', rowOf({ enabled: false })],
  ['unknown', rowOf({}, view([]))],
  ['no_points', rowOf({}, view([counted({ received: 0, delivered: 0, points: 0 })]))],
  ['nothing_received', rowOf({}, view([counted({ received: 0, delivered: 0, points: 4 })]))],
  ['waiting_window', rowOf({}, view([counted({ delivered: 0, pending: 10 })]))],
  ['delivers_all', rowOf()],
])('the verdict can be %s', (says, row) => {
  expect(verdictOf(row).says).toBe(says);
});

test('a route that delivers nothing names the most frequent reason', () => {
  const row = rowOf({}, view([counted({ delivered: 0, filtered: { gate: 3 }, dropped: { no_receiver: 7 } })]));
  expect(verdictOf(row)).toMatchObject({ says: 'nothing_arrives', reason: 'no_receiver', share: 70, tone: 'bad' });
});

test('a tally is told by size, and what is zero is left out', () => {
  const lines = linesOf({ ...tally, received: 20, delivered: 0, filtered: { gate: 2, echo: 0 }, dropped: { error: 3, full: 5 } });
  expect(lines.map(({ kind, reason, count }) => `${kind} ${reason} ${count}`)).toEqual([
    'delivered  0',
    'filtered gate 2',
    'dropped full 5',
    'dropped error 3',
  ]);
  expect(sumOf([counted({ filtered: { gate: 1 } }), counted({ filtered: { gate: 2 } })])).toMatchObject({
    received: 20,
    filtered: { gate: 3 },
  });
});

const MANY: RoutesDocument = {
  routes: [
    entry,
    { id: 'second', name: 'Keller', from: 'c.*.x', to: 'b.{1}', enabled: false },
    { from: '*.temperature', to: 'calc.max', transform: [{ op: 'max', window: '1m' }] },
  ],
};

test('routes are found by words, source, target and state', () => {
  const rows = rowsOf(MANY, view([counted()]));
  const found = (filter: object) => filterRows(rows, { ...NO_FILTER, ...filter }).map(({ label }) => label);
  expect(found({ text: 'KELLER c.' })).toEqual(['second']);
  expect(found({ text: 'max' })).toEqual(['3']);
  expect(found({ source: 'a' })).toEqual(['r']);
  expect(found({ target: 'b' })).toEqual(['r', 'second']);
  expect(found({ states: ['off'] })).toEqual(['second']);
  expect(countByState(rows)).toEqual([
    ['on', 1],
    ['off', 1],
    ['unknown', 1],
  ]);
  expect(statesOf('off,nonsense,on')).toEqual(['on', 'off']);
});

test('the flow gathers routes by instance, shares their rate and shows the worst of a connection', () => {
  const rows = rowsOf(
    { routes: [entry, { id: 'q', from: 'a.q', to: 'b.q' }] },
    view([counted(), counted({ id: 'q', open: { since: 1, rate: 1, limit: 1 } })]),
  );
  const graph = graphOf(rows, [source('a')]);
  expect(graph.links).toEqual([
    { source: 'a', target: 'b', routes: 2, rate: 3, state: 'cut' },
    { source: 'a', target: 'calc', routes: 1, rate: 1, state: 'on' },
  ]);
  expect(graph.sources).toEqual([{ id: 'a', rate: 5, routes: 2, state: 'cut' }]);
  expect(graph.targets.map(({ id, rate }) => [id, rate])).toEqual([
    ['b', 3],
    ['calc', 1],
  ]);
  expect(layoutOf(graph, 1000)).toMatchObject({
    nodeWidth: 230,
    sources: [{ id: 'a', top: 29 }],
    targets: [{ top: 0 }, { top: NODE_HEIGHT + 12 }],
  });
});

test('a source that was cut off is red although the route has another, and although it is read through a wildcard', () => {
  const open = source('a', { rate: 0, breaker: breaker('open') });
  const sources = [open, source('c', { rate: 7 }), source('d', { connected: false }), source('calc', { rate: 100 })];
  const routes = [
    { id: 'r', from: ['a.x', 'c.x', 'd.x'], to: 'b.y' },
    { id: 's', from: '*.t', to: 'e.y' },
    { id: 'off', from: 'a.z', to: 'f.y', enabled: false },
  ];
  const counters = ['r', 's', 'off'].map((id) => counted({ id }));
  const graph = graphOf(rowsOf({ routes }, view(counters, sources)), sources);
  expect(graph.links.map((link) => [link.source, link.target, link.state])).toEqual([
    ['*', 'e', 'cut'],
    ['a', 'b', 'cut'],
    ['d', 'b', 'disconnected'],
    ['c', 'b', 'on'],
    ['a', 'f', 'off'],
  ]);
  expect(graph.sources.map(({ id, state, rate }) => [id, state, rate])).toEqual([
    ['*', 'cut', 12],
    ['a', 'cut', 0],
    ['c', 'on', 7],
    ['d', 'disconnected', 5],
  ]);
});

test('lines grow with what they carry and never vanish', () => {
  expect([weight(null, 10), weight(0, 10), weight(10, 10)]).toEqual([2, 2, 11]);
  expect(weight(1, 100)).toBeLessThan(weight(5, 100));
});

test('sources in trouble come first, with the limits in force', () => {
  const document: RoutesDocument = {
    sources: { c: { rate: 800 }, gone: { connected: false } },
    routes: [entry, { from: 'c.x', to: 'calc.c' }, { from: '*.x', to: 'calc.x' }],
  };
  const rows = rowsOf(document, undefined);
  const sources = [
    source('a'),
    source('c', { rate: 0 }),
    source('d', { breaker: breaker('open', { budget: 50 }) }),
    source('calc'),
  ];
  const found = sourceRows(document, sources, [], rows);
  expect(found.map(({ id, state, limit, budget, routes }) => [id, state, limit, budget, routes])).toEqual([
    ['d', 'open', 500, 50, 0],
    ['gone', 'disconnected', 500, 10_000, 0],
    ['a', 'closed', 500, 10_000, 1],
    ['c', 'quiet', 800, 10_000, 1],
    ['calc', 'closed', null, null, 0],
  ]);
});
