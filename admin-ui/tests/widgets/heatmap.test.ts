import { describe, expect, test } from 'vitest';
import { colorOf, endsOf, gridOf, midnight } from '@/widgets/types/heatmap/grid';
import { inBerlin } from './berlin';

const HOUR = 3_600_000;
inBerlin();

const series = (from: number, hours: number) => {
  const times = Array.from({ length: hours }, (_, at) => from + at * HOUR);
  return { point: 'a.b', unit: 'W', times, values: times.map((_, at) => at) as (number | null)[] };
};

describe('heat map', () => {
  test('the hour that comes twice counts as one, the mean of both', () => {
    const from = new Date(2026, 9, 25).getTime();
    const [row] = gridOf(series(from, 25), 'day', 1, from + 12 * HOUR);
    expect(row?.cells.slice(0, 5)).toEqual([0, 1, 2.5, 4, 5]);
    expect(row?.cells[23]).toBe(24);
  });
  test('the hour that is skipped stays empty', () => {
    const from = new Date(2026, 2, 29).getTime();
    const [row] = gridOf(series(from, 23), 'day', 1, from + 12 * HOUR);
    expect(row?.cells.slice(0, 5)).toEqual([0, 1, null, 2, 3]);
  });
  test('days go back from today, also over a change of the clock', () => {
    const now = new Date(2026, 9, 26, 8).getTime();
    expect(gridOf(undefined, 'day', 3, now).map(({ key }) => new Date(key).getDate())).toEqual([24, 25, 26]);
    expect(new Date(midnight(now, 1)).getHours()).toBe(0);
  });
  test('weekdays are averaged, Monday first', () => {
    const monday = new Date(2026, 10, 2).getTime();
    const rows = gridOf(series(monday, 14 * 24), 'weekday', 14, monday);
    expect(rows.map(({ key }) => key)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(rows[0]?.cells[0]).toBe((0 + 168) / 2);
  });
  test('what is unknown is no part of the scale', () => {
    expect(endsOf([{ key: 0, cells: [null, 4, 2] }])).toEqual([2, 4]);
    expect(endsOf([{ key: 0, cells: [null] }])).toBeNull();
    expect(colorOf(3, [3, 3], 'blue')).toContain('0%');
  });
});
