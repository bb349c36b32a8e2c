import { describe, expect, it } from 'vitest';
import { latestAndHighest, pathOf } from '@/ui/sparkline-path';

describe('a sparkline', () => {
  it('runs from left to right, 0 at the bottom, the highest at the top', () => {
    expect(pathOf([0, 5, 10], 100, 42, 0)).toBe('M0.0 41.0L50.0 21.0L100.0 1.0');
  });

  it('leaves gaps where nothing is known', () => {
    expect(pathOf([1, null, 1], 100, 42, 2)).toBe('M0.0 21.0M100.0 21.0');
  });

  it.each([[[]], [[null, null]]])('draws nothing of %j', (values) => expect(pathOf(values, 100, 42, 0)).toBe(''));

  it('stays inside for zeros and values above its top', () => {
    expect(pathOf([0, 0], 100, 42, 0)).toBe('M0.0 41.0L100.0 41.0');
    expect(pathOf([-3], 100, 42, 10)).toBe('M0.0 41.0');
  });

  it('knows the latest and the highest', () => {
    expect(latestAndHighest([3, 9, null, 4, null])).toEqual([4, 9]);
    expect(latestAndHighest([null])).toEqual([null, null]);
  });
});
