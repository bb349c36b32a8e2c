import { describe, expect, test } from 'vitest';
import type { RouteEntry } from '@/data/routes/types';
import { placeOf, sortFindings } from '@/pages/route-edit/check/place';
import { draftOf, entryOf } from '@/pages/route-edit/draft';

const ROUTES: RouteEntry[] = [
  { from: 'a.b', to: 'c.d' },
  { id: 'x', name: 'X', from: ['a.b'], to: ['c.d', 'e.f'], transform: [{ op: 'scale', factor: 2 }], quality: 'good' },
  { from: ['a.*', 'b.c'], to: 'c.{1}', when: 'value > 1', schedule: { days: 'mon' }, bidirectional: false, enabled: true },
  {
    from: 'a.b',
    to: 'c.d',
    schedule: [{ from: '06:00' }, { to: '07:00' }],
    quality: ['good', 'bad'],
    on_error: 'bad',
    max_rate: 5,
  },
];

test.each(ROUTES)('a route nobody touched is stored as it was written: %j', (route) => {
  expect(entryOf(draftOf(route), route)).toEqual(route);
});

test('what is changed takes its short form, everything else stays', () => {
  const route = ROUTES[1] as RouteEntry;
  expect(entryOf({ ...draftOf(route), to: ['c.d', ''], name: ' ' }, route)).toEqual({
    id: 'x',
    from: ['a.b'],
    to: 'c.d',
    transform: [{ op: 'scale', factor: 2 }],
    quality: 'good',
  });
});

test('fields this page does not know survive', () => {
  const route = { from: 'a.b', to: 'c.d', note: 'mine' } as RouteEntry;
  expect(entryOf({ ...draftOf(route), name: 'X' }, route)).toEqual({ ...route, name: 'X' });
});

test('a new route has nothing in it that is the default anyway', () => {
  const draft = { ...draftOf(), from: ['a.b'], to: ['calc.x'], schedule: [{ days: '', from: '06:00', dates: [] }] };
  expect(entryOf(draft)).toEqual({ from: 'a.b', to: 'calc.x', schedule: { from: '06:00' } });
});

test('the long form of steps can be edited as text', () => {
  expect(draftOf(ROUTES[1]).transform).toBe('scale(factor=2)');
});

describe('a finding', () => {
  const draft = { ...draftOf(), from: ['', 'a.b', 'c.d'], to: ['e.f'], schedule: [{}] };
  test.each([
    ['/from', '/from/1'],
    ['/from/1', '/from/2'],
    ['/to', '/to/0'],
    ['/schedule/from', '/schedule/0/from'],
    ['/schedule', '/schedule/0'],
    ['/transform/0/factor', '/transform'],
    ['/when', '/when'],
    ['', ''],
  ])('at %s belongs to the field %s', (pointer, place) => {
    expect(placeOf(pointer, draft)).toBe(place);
  });

  test('in one of several schedules keeps its number', () => {
    expect(placeOf('/schedule/1/to', { ...draft, schedule: [{}, {}] })).toBe('/schedule/1/to');
  });

  test('about another route is told apart', () => {
    const finding = (pointer: string) => ({ level: 'error' as const, key: 'x', message: '', pointer });
    const { mine, others } = sortFindings(
      [finding('/routes/1/when'), finding('/routes/11/when'), finding('/pipelines/mv')],
      1,
      draft,
    );
    expect(mine.map(({ place }) => place)).toEqual(['/when']);
    expect(others.map(({ pointer }) => pointer)).toEqual(['/routes/11/when', '/pipelines/mv']);
  });
});
