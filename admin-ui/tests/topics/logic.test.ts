import { describe, expect, it } from 'vitest';
import { pathOf, placesOf, withPlace, withSuggestion } from '@/data/topics/adding';
import { matching, NOTHING_KNOWN, withTopics } from '@/data/topics/known';
import type { Suggestion, Topic } from '@/data/topics/types';
import { jsonLines, placeOf } from '@/pages/topics/json';
import { openAtFirst, rowsOf, treeOf } from '@/pages/topics/tree';

const topic = (name: string, more: Partial<Topic> = {}): Topic => ({
  topic: name,
  size: 1,
  count: 1,
  period_ms: null,
  retained: false,
  ts: 1,
  text: '1',
  ...more,
});

describe('topics that are known', () => {
  it('are in order, and their names stay the same array while none comes or goes', () => {
    const first = withTopics(NOTHING_KNOWN, [topic('b'), topic('a')]);
    expect(first.names).toEqual(['a', 'b']);
    const second = withTopics(first, [topic('a', { text: 'new' })]);
    expect(second.names).toBe(first.names);
    expect(second.topics.get('a')?.text).toBe('new');
  });

  it('are found by their name and by what is said', () => {
    const known = withTopics(NOTHING_KNOWN, [topic('a/power', { text: '{"W":5}' }), topic('b/x')]);
    expect(matching(known, 'A POWER')).toEqual(['a/power']);
    expect(matching(known, '"w"')).toEqual(['a/power']);
    expect(matching(known, '')).toBe(known.names);
  });
});

describe('the tree of topics', () => {
  const roots = treeOf(['a', 'a/b/c', 'a/b/d', '/x', '//y']);

  it('has a level for each part, empty ones too, and counts what is below', () => {
    const all = rowsOf(roots, () => true);
    expect(all.map(({ level, depth }) => [depth, level.path, level.topic, level.count])).toEqual([
      [0, 'a', true, 2],
      [1, 'a/b', false, 2],
      [2, 'a/b/c', true, 0],
      [2, 'a/b/d', true, 0],
      [0, '', false, 2],
      [1, '/x', true, 0],
      [1, '/', false, 1],
      [2, '//y', true, 0],
    ]);
    expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
  });

  it('shows only what is open', () => {
    expect(rowsOf(roots, (path) => path === 'a').map(({ level }) => level.path)).toEqual(['a', 'a/b', '']);
    expect(openAtFirst(roots)).toBe(true);
    expect(openAtFirst(treeOf(Array.from({ length: 100 }, (_, at) => `t/${at}`)))).toBe(false);
  });
});

describe('places in JSON', () => {
  it.each([
    [['a', 'b', '0'], 'a.b.0'],
    [['a.b', 'c'], '/a.b/c'],
    [['a/b', '~'], '/a~1b/~0'],
  ])('%s → %s', (keys, place) => expect(placeOf(keys)).toBe(place));

  it('has a line for each value, with the place of those that can be points', () => {
    const lines = jsonLines('{"a":[1,{"b":null}],"c":{}}');
    expect(lines?.map(({ name, bracket, value, place }) => [name, bracket, value, place])).toEqual([
      [undefined, '{', null, undefined],
      ['a', '[', null, undefined],
      [undefined, undefined, 1, 'a.0'],
      [undefined, '{', null, undefined],
      ['b', undefined, null, undefined],
      [undefined, '}', null, undefined],
      [undefined, ']', null, undefined],
      ['c', '{}', null, undefined],
      [undefined, '}', null, undefined],
    ]);
  });

  it.each(['', '5', '"x"', '{', 'null'])('%s is no document', (text) => expect(jsonLines(text)).toBeNull());
});

describe('a topic becomes a point', () => {
  const place = { path: 't.x.ENERGY.Power', type: 'LREAL', name: 'ENERGY.Power', place: 'ENERGY.Power' };

  it('by a subscription of its own, once', () => {
    const config = withPlace({ endpoints: [1] }, 't/x', place);
    expect(config).toEqual({
      endpoints: [1],
      subscriptions: [{ filter: 't/x', format: 'json', values: [{ name: 'ENERGY.Power', path: 'ENERGY.Power', type: 'LREAL' }] }],
    });
    expect(withPlace(config, 't/x', place)).toBe(config);
    expect(placesOf(config, 't/x')).toEqual(new Set(['ENERGY.Power']));
  });

  it('beside the places that are there, under their name; where all is taken nothing is added', () => {
    const there = { filter: 't/x', format: 'json', name: 'plug', values: [{ name: 'a', path: 'a' }] };
    const config = withPlace({ subscriptions: [{ filter: 'o' }, there] }, 't/x', place);
    expect((config['subscriptions'] as { values?: unknown[] }[])[1]?.values).toHaveLength(2);
    expect(pathOf(config, 't/x', place)).toBe('plug.ENERGY.Power');
    const all = { subscriptions: [{ filter: 't/x', format: 'json' }] };
    expect(withPlace(all, 't/x', place)).toBe(all);
    expect(placesOf(all, 't/x')).toBe('all');
  });

  it('by a device or a subscription that is suggested, once', () => {
    const device: Suggestion = { as: 'tasmota', add: { devices: [{ name: 'p', kind: 'tasmota', topic: 'p' }] }, points: [] };
    const one = withSuggestion({ devices: [{ name: 'q', kind: 'tasmota', topic: 'q' }] }, device);
    expect(one['devices']).toHaveLength(2);
    expect(withSuggestion(one, device)).toEqual(one);
    const plain: Suggestion = { as: 'plain', add: { subscriptions: [{ filter: 't', type: 'LREAL' }] }, points: [] };
    expect(withSuggestion({}, plain)).toEqual({ subscriptions: [{ filter: 't', type: 'LREAL' }] });
  });
});
