import { describe, expect, it } from 'vitest';
import { changedBytes, isLate, matching, ordered, rateOf, withFrames } from '@/data/can/frames';
import type { Frame } from '@/data/can/types';
import { rowsOf } from '@/pages/frames/rows';

const frame = (id: string, more: Partial<Frame> = {}): Frame => ({
  id,
  extended: false,
  data: '0000',
  count: 1,
  period_ms: 100,
  ts: 1000,
  ...more,
});

describe('frames of a bus', () => {
  it.each([
    ['0102', '0102', 0],
    ['0102', '0103', 0b10],
    ['0102', 'ff02', 0b1],
    ['01', '0102', 0b10],
    ['0102', '', 0b11],
  ])('bytes of %s → %s', (before, now, mask) => expect(changedBytes(before, now)).toBe(mask));

  it('newer ones replace older ones, byte by byte; older ones change nothing', () => {
    const first = withFrames(new Map(), [frame('300', { data: '0a0b', ts: 2, count: 5 })]);
    expect(first.get('s300')?.changed).toBe(0);
    const second = withFrames(first, [frame('300', { data: '0a0c', ts: 3, count: 6 })]);
    expect(second.get('s300')).toMatchObject({ changed: 0b10, frame: { data: '0a0c' } });
    const late = withFrames(second, [frame('300', { data: 'ffff', ts: 1, count: 7 })]);
    expect(late.get('s300')?.frame.data).toBe('0a0c');
  });

  it('a counter that begins anew is another life, whatever its clock says', () => {
    const first = withFrames(new Map(), [frame('300', { ts: 9000, count: 500 })]);
    const again = withFrames(first, [frame('300', { ts: 10, count: 1, data: 'aaaa' })]);
    expect(again.get('s300')?.frame.data).toBe('aaaa');
  });

  it('0x300 of 11 and of 29 bits are two, in order', () => {
    const all = withFrames(new Map(), [frame('300', { extended: true }), frame('7ff'), frame('300')]);
    expect(ordered(all).map(({ frame: { id, extended } }) => [id, extended])).toEqual([
      ['300', false],
      ['7ff', false],
      ['300', true],
    ]);
  });

  it('have a rate while they come, none when they stop', () => {
    expect(rateOf(frame('1', { period_ms: 100, ts: 0 }), 1000)).toBe(10);
    expect(rateOf(frame('1', { period_ms: 100, ts: 0 }), 2500)).toBeNull();
    expect(rateOf(frame('1', { period_ms: null }), 1000)).toBeNull();
    expect(rateOf(frame('1', { period_ms: 0 }), 1000)).toBeNull();
    expect(isLate(frame('1', { period_ms: 5000, ts: 0 }), 14_000)).toBe(false);
    expect(isLate(frame('1', { period_ms: 5000, ts: 0 }), 15_001)).toBe(true);
  });

  it.each([
    ['', 2],
    ['0x300', 1],
    ['inverter pow', 1],
    ['nothing', 0],
  ])('are found by "%s"', (words, count) => {
    const all = withFrames(new Map(), [frame('300', { message: 'Inverter', signals: { Power: 5 } }), frame('7ff')]);
    expect(matching(ordered(all), words)).toHaveLength(count);
  });

  it('unfold into their signals', () => {
    const all = withFrames(new Map(), [
      frame('300', { message: 'Inverter', signals: { Power: 5, Mode: null }, reasons: { Mode: 'x' } }),
    ]);
    expect(rowsOf(ordered(all), new Set()).map(({ kind }) => kind)).toEqual(['frame']);
    const rows = rowsOf(ordered(all), new Set(['s300']));
    expect(rows.slice(1)).toMatchObject([
      { path: 'Inverter.Power', value: 5 },
      { path: 'Inverter.Mode', value: null, reason: 'x' },
    ]);
  });
});
