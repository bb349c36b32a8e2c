import { describe, expect, test } from 'vitest';
import type { Schedule } from '@/data/routes/types';
import { dayNumber, isoDate, mondayOf, wallClock, weekday } from '@/pages/route-edit/schedule/civil';
import { holds, parseDates } from '@/pages/route-edit/schedule/dates';
import { parseDays, printDays } from '@/pages/route-edit/schedule/days';
import { clock, parseEdge, printEdge, tidyClock } from '@/pages/route-edit/schedule/edges';
import { sunOn } from '@/pages/route-edit/schedule/sun';
import { weekOf } from '@/pages/route-edit/schedule/week';

const MONDAY = dayNumber(2026, 1, 5);
const MUNICH = { latitude: 48.14, longitude: 11.58, tz: 'Europe/Berlin' };
/** The week as `day from-to`, `~` where the sun's time is not known. */
const week = (...schedules: Schedule[]) =>
  weekOf(schedules, MONDAY, undefined)?.flatMap((spans, day) =>
    spans.map(({ from, to, rough }) => `${day} ${rough ? '~' : ''}${clock(from)}-${clock(to)}`),
  );

describe('days', () => {
  test.each([
    ['mon-fri', [0, 1, 2, 3, 4], 'mon-fri'],
    ['fri-mon,wed', [0, 2, 4, 5, 6], 'wed,fri-mon'],
    ['sat, sun', [5, 6], 'sat,sun'],
    ['tue', [1], 'tue'],
    ['', [0, 1, 2, 3, 4, 5, 6], ''],
    ['mon-sun', [0, 1, 2, 3, 4, 5, 6], ''],
  ])('%s', (text, days, printed) => {
    expect([...(parseDays(text) ?? [])].toSorted()).toEqual(days);
    expect(printDays(new Set(days))).toBe(printed);
  });

  test.each(['monday', 'mon-', 'mon-tue-wed', ',', 'Mon'])('%s is none', (text) => {
    expect(parseDays(text)).toBeNull();
  });

  test('every choice of days is read back as it was', () => {
    for (let bits = 1; bits < 128; bits += 1) {
      const days = new Set(Array.from({ length: 7 }, (_, day) => day).filter((day) => bits & (1 << day)));
      expect([...(parseDays(printDays(days)) ?? [])].toSorted()).toEqual([...days]);
    }
  });
});

describe('ends of a span', () => {
  test.each([
    ['06:00', { sun: '', minutes: 360 }],
    ['24:00', { sun: '', minutes: 1440 }],
    ['22:30:30', { sun: '', minutes: 1350.5 }],
    ['sunrise', { sun: 'sunrise', minutes: 0 }],
    ['sunset-00:30', { sun: 'sunset', minutes: -30 }],
    ['sunrise+01:15', { sun: 'sunrise', minutes: 75 }],
  ])('%s', (text, edge) => {
    expect(parseEdge(text)).toEqual(edge);
    expect(printEdge(edge as Parameters<typeof printEdge>[0])).toBe(text);
  });

  test('an offset can be a duration', () => {
    expect(parseEdge('sunset+1h30m')).toEqual({ sun: 'sunset', minutes: 90 });
  });

  test.each(['6', '25:00', '06:60', 'noon', 'sunset+x', 'sunset+'])('%s is none', (text) => {
    expect(parseEdge(text)).toBeNull();
  });
});

test.each([
  ['6', '06:00'],
  ['6.30', '06:30'],
  ['0630', '06:30'],
  ['22 h', '22:00'],
  ['24:00', '24:00'],
  ['25', '25'],
  ['noon', 'noon'],
  ['06:00:30', '06:00:30'],
])('%s is taken for %s', (text, time) => {
  expect(tidyClock(text)).toBe(time);
});

describe('dates', () => {
  const on = (text: string, date: string) => {
    const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
    const range = parseDates(text);
    return range === null ? null : holds(range, dayNumber(year, month, day));
  };
  test.each([
    ['2026-12-24', '2026-12-24', true],
    ['2026-12-24', '2027-12-24', false],
    ['12-24', '2027-12-24', true],
    ['12-24..01-06', '2026-01-06', true],
    ['12-24..01-06', '2026-01-07', false],
    ['2026-12-20..2027-01-06', '2026-12-31', true],
  ])('%s holds %s: %s', (text, date, held) => {
    expect(on(text, date)).toBe(held);
  });

  test.each(['2026-02-30', '13-01', '2026-01-05..01-06', '2026-01-06..2026-01-05', 'x', ''])('%s is none', (text) => {
    expect(parseDates(text)).toBeNull();
  });
});

describe('the week', () => {
  test('without anything said is all of it', () => {
    expect(week({})).toEqual(Array.from({ length: 7 }, (_, day) => `${day} 00:00-24:00`));
  });

  test('has the span on its days', () => {
    expect(week({ days: 'mon,sat', from: '06:00', to: '22:00' })).toEqual(['0 06:00-22:00', '5 06:00-22:00']);
  });

  test('continues a span over midnight on the next day, also from the week before', () => {
    expect(week({ days: 'sun,tue', from: '22:00', to: '06:00' })).toEqual([
      '0 00:00-06:00',
      '1 22:00-24:00',
      '2 00:00-06:00',
      '6 22:00-24:00',
    ]);
  });

  test('joins schedules that touch and keeps others apart', () => {
    expect(week({ days: 'mon', from: '06:00', to: '12:00' }, { days: 'mon', from: '11:00', to: '13:00' })).toEqual([
      '0 06:00-13:00',
    ]);
    expect(week({ days: 'mon', to: '02:00' }, { days: 'mon', from: '22:00' })).toEqual(['0 00:00-02:00', '0 22:00-24:00']);
  });

  test('knows single dates and exceptions', () => {
    expect(week({ dates: '2026-01-06' })).toEqual(['1 00:00-24:00']);
    expect(week({ days: 'mon-wed', to: '01:00', except_dates: ['01-06'] })).toEqual(['0 00:00-01:00', '2 00:00-01:00']);
  });

  test('shows times of the sun roughly while the place is not known', () => {
    expect(week({ days: 'mon', from: 'sunset', to: 'sunrise' })).toEqual(['0 ~18:00-24:00', '1 ~00:00-06:00']);
    expect(week({ days: 'mon', from: 'sunrise', to: '22:00' })).toEqual(['0 ~06:00-22:00']);
  });

  test('shows them exactly at a known place', () => {
    const spans = weekOf([{ days: 'mon', from: 'sunrise', to: 'sunset' }], MONDAY, MUNICH)?.[0]?.[0];
    // Almanac for Munich, 5 January 2026: 8:04 to 16:34.
    expect(Math.abs((spans?.from ?? 0) - 484)).toBeLessThanOrEqual(3);
    expect(Math.abs((spans?.to ?? 0) - 994)).toBeLessThanOrEqual(3);
    expect(spans?.rough).toBe(false);
  });

  test('is not drawn from something written wrong', () => {
    expect(week({ from: '6' })).toBeUndefined();
    expect(weekOf([{ days: 'every' }], MONDAY, undefined)).toBeNull();
  });
});

test('the sun of midsummer rises for all of the polar day and never in the polar night', () => {
  const hours = ({ rises, sets }: { rises: number; sets: number }) => (sets - rises) / 3_600_000;
  expect(hours(sunOn(dayNumber(2026, 6, 21), 78, 15))).toBeCloseTo(24, 3);
  expect(hours(sunOn(dayNumber(2026, 12, 21), 78, 15))).toBeCloseTo(0, 3);
});

test('the calendar', () => {
  expect([isoDate(MONDAY), weekday(MONDAY), weekday(MONDAY + 6), isoDate(mondayOf(MONDAY + 6))]).toEqual([
    '2026-01-05',
    0,
    6,
    '2026-01-05',
  ]);
  expect(wallClock(Date.UTC(2026, 0, 5, 23, 30), 'Europe/Berlin')).toEqual({ day: MONDAY + 1, minutes: 30 });
  expect(wallClock(Date.UTC(2026, 6, 5, 12, 0), 'Europe/Berlin').minutes).toBe(14 * 60);
});
