import { describe, expect, it } from 'vitest';
import { worstFirst, type Check, type CheckState } from '@/data/checks/queries';
import { changesOf, wordOf } from '@/pages/audit/changes';

describe('what an act has changed', () => {
  it('is told leaf by leaf', () => {
    const before = { level: 1, config: { host: 'a', ports: [1, 2] } };
    const after = { level: 1, config: { host: 'b', ports: [1], more: true } };
    expect(changesOf(before, after)).toEqual([
      { path: 'config.host', before: 'a', after: 'b' },
      { path: 'config.ports.1', before: '2', after: undefined },
      { path: 'config.more', before: undefined, after: 'true' },
    ]);
  });

  it.each([
    [null, null, 0],
    [null, { a: null }, 1],
    ['on', 'off', 1],
    [{ a: 1 }, { a: 1 }, 0],
  ])('%j → %j', (before, after, count) => expect(changesOf(before, after)).toHaveLength(count));

  it('is bounded', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`k${at}`, 'x'.repeat(5000)]));
    const changes = changesOf(null, many);
    expect(changes).toHaveLength(60);
    expect(changes[0]?.after).toHaveLength(200);
  });
});

describe('the words for an act', () => {
  it('are known for common ones, with what it was done to', () => {
    const act = { action: 'POST /api/instances/{instance}/call/{method}', target: { instance: 'bms_1', method: 'scan' } };
    expect(wordOf(act)).toEqual({ key: 'instance_call', target: 'bms_1 · scan' });
  });

  it('are left to the call itself for others', () => {
    expect(wordOf({ action: 'POST /api/never/heard', target: {} }).key).toBeUndefined();
  });
});

it('the worst check comes first', () => {
  const of = (id: string, state: CheckState): Check => ({
    id,
    title: {},
    state,
    reasons: [],
    checked: 0,
    fix: false,
    fix_title: {},
  });
  const sorted = worstFirst([of('a', 'ok'), of('b', 'unknown'), of('d', 'warning'), of('c', 'warning'), of('e', 'error')]);
  expect(sorted.map(({ id }) => id)).toEqual(['e', 'c', 'd', 'b', 'a']);
});
