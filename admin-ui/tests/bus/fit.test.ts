import { expect, test } from 'vitest';
import type { Plan } from '@/data/modbus/types';
import { adviceFor, leastInterval, roundUp } from '@/pages/instance-edit/bus/plan/fit';
import { byUnit, firstRows } from '@/pages/instance-edit/bus/plan/units';
import { PLANS } from './answers';

const changed = (plan: Plan, interval: number): Plan => ({
  ...plan,
  classes: plan.classes.map((each, place) => (place === 0 ? { ...each, interval, share: each.bus_s / interval } : each)),
});

test('the interval that is proposed is enough for the own requests and one slower request under way', () => {
  // 0.587 s of its own, 29 ms of a slow request: 0.616 s.
  expect(leastInterval(PLANS.tight, 'normal')).toBe(0.62);
});

test('faster classes are counted as often as they come, and none is proposed while they take all', () => {
  expect(leastInterval(PLANS.tight, 'slow')).toBeNull();
  // 0.881 s of its own beside 0.587 s of each second: 0.881 + 3 × 0.587 = 2.64.
  expect(leastInterval(changed(PLANS.tight, 1), 'slow')).toBe(2.7);
});

test.each([
  [0.587, 0.59],
  [1.03, 1.1],
  [0.001, 0.05],
  [9.99, 10],
  [30, 30],
])('%d s is rounded up to %d', (seconds, wanted) => {
  expect(roundUp(seconds)).toBe(wanted);
});

test('advice fits the configuration', () => {
  const [normal, slow] = PLANS.tight.classes;
  if (normal === undefined || slow === undefined) throw new Error('the plan has two classes');
  const serial = { endpoints: [{ transport: 'serial', device: '/dev/x' }], devices: [{ planning: 'single', pause: 0.1 }] };
  expect(adviceFor(PLANS.tight, normal, serial)).toEqual(['class', 'planning', 'pause', 'baud', 'measure']);
  expect(adviceFor(PLANS.tight, slow, { endpoints: [{ host: 'a' }], devices: [{}] })).toEqual(['urgent', 'measure']);
});

test('requests are summed by unit, and a long list is cut at whole rows', () => {
  const units = byUnit(PLANS.many.requests);
  expect(units).toHaveLength(30);
  expect(units.reduce((sum, unit) => sum + unit.bytes, 0)).toBe(PLANS.many.classes.reduce((sum, each) => sum + each.bytes, 0));
  expect(firstRows(units, 12).flatMap(({ requests }) => requests)).toHaveLength(12);
  expect(firstRows(units, 12)[0]?.bytes).toBe(units[0]?.bytes);
});
