import { expect, test } from 'vitest';
import { droppedOf, filteredOf, type CountersView } from '@/data/routes/counters';
import { addresses, findRoute, labelled } from '@/data/routes/label';
import { NO_TRACE, reduceTrace } from '@/data/routes/trace';
import type { Preview } from '@/data/routes/tools';
import { answer } from '../../dev/mock/api.mjs';
import { makeWorld } from '../../dev/mock/world.mjs';

const ask = (mode: Record<string, string | number>, method: string, path: string, body?: unknown) =>
  answer(makeWorld(mode), method, new URL(path, 'http://x'), body, {});

test('counters of the stand-in add up, for every route and source', () => {
  const view = ask({ routes: 40, breaker: 'open' }, 'GET', '/api/routes/counters').data as CountersView;
  // One of them carries both ways and is counted for each.
  expect(view.routes).toHaveLength(41);
  const rest = [...view.routes, ...view.sources].map(
    (tally) => tally.received - tally.delivered - (tally.pending ?? 0) - filteredOf(tally) - droppedOf(tally),
  );
  expect(new Set(rest)).toEqual(new Set([0]));
});

test('a preview runs the present values through the pipeline', () => {
  const route = { from: 'inverter_1.ac.power', to: 'calc.x', transform: 'scale(0.001) | round(1)' };
  const { data } = ask({}, 'POST', '/api/routes/preview', { route, value: 53_140 });
  const { runs, findings } = data as Preview;
  expect(findings).toEqual([]);
  expect(runs[0]).toMatchObject({ outcome: 'sent', results: [{ to: 'calc.x', value: 53.1 }] });
});

test('a preview of a route with a typing error says so and runs nothing', () => {
  const route = { from: 'inverter_1.ac.power', to: 'calc.x', transform: 'scael(2)' };
  const { data } = ask({}, 'POST', '/api/routes/preview', { route });
  expect(data).toMatchObject({
    findings: [{ level: 'error', key: 'unknown_operator', hint: 'did you mean "scale"?' }],
    runs: [],
  });
});

test('a route is called by its id, else by its place', () => {
  const document = {
    routes: [
      { id: 'a', from: 'x.y', to: 'z.w' },
      { from: ['x.y', 'x.z'], to: 'z.w' },
    ],
  };
  expect(labelled(document).map(({ label }) => label)).toEqual(['a', '2']);
  expect(findRoute(document, '2')?.index).toBe(1);
  expect(addresses(document.routes[1]?.from)).toEqual(['x.y', 'x.z']);
  expect(addresses(undefined)).toEqual([]);
});

test('a trace keeps the newest events first, counts what was skipped, and says when it is lost', () => {
  const event = {
    route: 'a',
    address: 'x.y',
    ts: 1,
    value: 1,
    quality: 'good',
    steps: [],
    outcome: 'sent',
    results: [],
  } as const;
  const entries = [{ ...event, steps: [], results: [] }, { skipped: 3 }, { ...event, ts: 2, steps: [], results: [] }];
  const taken = reduceTrace(NO_TRACE, { did: 'take', entries });
  expect(taken.events.map(({ ts }) => ts)).toEqual([2, 1]);
  expect(taken).toMatchObject({ phase: 'live', skipped: 3 });
  expect(reduceTrace(taken, { did: 'lost' })).toMatchObject({ phase: 'lost', skipped: 3 });
  const many = Array.from({ length: 500 }, () => entries[0] ?? entries[1]).filter((entry) => entry !== undefined);
  expect(reduceTrace(taken, { did: 'take', entries: many }).events).toHaveLength(200);
});
