import { describe, expect, test } from 'vitest';
import type { Timeline } from '@/data/routes/tools';
import { parsePipeline } from '@/pages/route-edit/pipeline/parse';
import {
  blockedBy,
  conditionOf,
  failedStep,
  isEmission,
  keyOf,
  lastEmission,
  runAt,
  runsByAddress,
  stepResults,
} from '@/pages/route-edit/preview/model';
import { readValue } from '@/pages/route-edit/preview/read-value';

const RUN: Timeline = { route: '1', address: 'a.b', ts: 1, value: 5, quality: 'good', steps: [], outcome: 'sent', results: [] };
const run = (changes: Partial<Timeline>): Timeline => ({ ...RUN, ...changes });
const answer = (...runs: Timeline[]) => ({ findings: [], points: 1, runs });
const steps = (text: string) => parsePipeline(text).steps;

test('runs are told by their point, oldest first; the way back is another route', () => {
  const runs = [run({ ts: 3 }), run({ ts: 2, address: 'c.d' }), run({ ts: 1 }), run({ ts: 4, back: true })];
  expect(runsByAddress(runs).map(({ address, runs: own }) => [address, own.map(({ ts }) => ts)])).toEqual([
    ['a.b', [1, 3]],
    ['c.d', [2]],
  ]);
  expect(runAt(answer(...runs), 'a.b', keyOf(run({ ts: 1 })))?.ts).toBe(1);
  expect(runAt(answer(...runs), 'a.b', '99 99')?.ts).toBe(3);
});

test('what came of samples that were kept is told from the samples', () => {
  const kept = run({ ts: 1, at: 1, outcome: 'pending', steps: [{ op: 'avg(1s)', later: true }] });
  const result = run({ ts: 1, at: 1001, steps: [{ op: 'avg(1s)', value: 4 }] });
  const next = run({ ts: 1001, at: 1001, outcome: 'pending' });
  const [group] = runsByAddress([next, result, kept]);
  expect(group?.runs.map((one) => isEmission(one, group.runs))).toEqual([false, false, true]);
  expect(lastEmission([group ?? { address: '', runs: [] }], 'a.b')).toBe(result);
  expect(new Set([kept, result, next].map(keyOf)).size).toBe(3);
});

describe('results of steps', () => {
  const pipelines = { mv: 'scale(0.001) | round(2)', twice: '@mv | @mv' };

  test('stand at the step they belong to, the rest is unknown', () => {
    const made = run({
      steps: [
        { op: 'scale(2)', value: 10 },
        { op: 'deadband(1)', held: true },
      ],
    });
    expect(stepResults(made, steps('scale(2) | deadband(1) | round'))).toEqual([made.steps[0], made.steps[1], undefined]);
  });

  test('of a named pipeline are those of its last step', () => {
    const made = run({ steps: [1, 2, 3].map((value) => ({ op: '', value })) });
    expect(stepResults(made, steps('@mv | abs'), pipelines).map((result) => result?.value)).toEqual([2, 3]);
    expect(stepResults(made, steps('@twice'), pipelines).map((result) => result?.value)).toEqual([3]);
  });

  test('end at the step that failed', () => {
    const failed = run({ steps: [{ op: 'scale(2)', value: 10 }], outcome: 'dropped', reason: 'error' });
    expect(failedStep(failed, steps('scale(2) | json(x) | round'))).toBe(1);
    expect(failedStep(run({}), steps('scale(2)'))).toBe(-1);
  });
});

test('what holds back every point is told, not what holds back one of them', () => {
  const held = run({ outcome: 'filtered', reason: 'schedule' });
  expect(blockedBy(answer(held, run({ ...held, address: 'c.d' })))).toBe('schedule');
  expect(blockedBy(answer(held, run({ address: 'c.d' })))).toBeNull();
  expect(blockedBy(answer(run({ ts: 0 }), held))).toBe('schedule');
  expect(blockedBy(answer(run({ outcome: 'filtered', reason: 'gate', steps: [{ op: 'x', held: true }] })))).toBeNull();
  expect(blockedBy(answer())).toBeNull();
});

test.each([
  [{}, 'true'],
  [{ outcome: 'filtered', reason: 'gate' }, 'true'],
  [{ outcome: 'filtered', reason: 'condition' }, 'false'],
  [{ outcome: 'filtered', reason: 'not_known' }, 'unknown'],
  [{ outcome: 'filtered', reason: 'schedule' }, 'not_asked'],
] as [Partial<Timeline>, string][])('after %j the condition is %s', (changes, state) => {
  expect(conditionOf(run(changes))).toBe(state);
});

test.each([
  ['42,5', 42.5],
  ['-1e3', -1000],
  ['true', true],
  [' off ', 'off'],
])('%s is tried as %s', (text, value) => {
  expect(readValue(text)).toBe(value);
});
