import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { gatewayNow, learnTime } from '@/data/clock';

const NOW = Date.UTC(2026, 0, 4, 12, 0, 0);

beforeEach(() => vi.useFakeTimers({ now: NOW }));

afterEach(() => {
  learnTime(new Date(Date.now()).toUTCString(), Date.now());
  vi.useRealTimers();
});

test('a clock that is an hour off is corrected', () => {
  learnTime('Sun, 04 Jan 2026 13:00:00 GMT', NOW);
  expect(gatewayNow()).toBe(NOW + 3_600_500);
});

test('a clock within what a header can tell is left alone', () => {
  learnTime('Sun, 04 Jan 2026 12:00:02 GMT', NOW);
  expect(gatewayNow()).toBe(NOW);
});

test('an answer without a usable date changes nothing', () => {
  learnTime('Sun, 04 Jan 2026 13:00:00 GMT', NOW);
  learnTime(null, NOW);
  learnTime('yesterday', NOW);
  expect(gatewayNow()).toBe(NOW + 3_600_500);
});
