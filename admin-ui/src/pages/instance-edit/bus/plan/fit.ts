import type { Plan, PlannedClass, PollClass } from '@/data/modbus/types';
import { isObject } from '@/form/pointer';

const STEPS = 10_000;
const SHORTEST_S = 0.05;

/**
 * Least interval at which a poll class could hold, in s, rounded up to what one would type.
 *
 * Own time, the longest slower request that is under way, and every faster reading that falls into it (response time
 * analysis of fixed priorities, as the adapter does it); null when faster classes leave the line no time at all.
 */
export function leastInterval(plan: Plan, name: PollClass): number | null {
  const place = plan.classes.findIndex((each) => each.class === name);
  const own = plan.classes[place];
  if (own === undefined) return null;
  const faster = plan.classes.slice(0, place);
  if (faster.reduce((sum, each) => sum + each.share, 0) >= 1) return null;
  const slower = plan.classes.slice(place + 1).map((each) => each.class);
  const blocked = plan.requests.reduce((most, one) => (slower.includes(one.class) ? Math.max(most, one.ms / 1000) : most), 0);
  const needed = own.bus_s + blocked;
  let done = needed;
  for (let step = 0; step < STEPS; step += 1) {
    const again = faster.reduce((sum, each) => sum + Math.ceil(done / each.interval - 1e-9) * each.bus_s, needed);
    if (again <= done + 1e-9) return roundUp(done);
    done = again;
  }
  return null;
}

/** Up to two digits: 0.587 becomes 0.59, 1.03 becomes 1.1. */
export function roundUp(seconds: number): number {
  const least = Math.max(seconds, SHORTEST_S);
  const unit = 10 ** (Math.floor(Math.log10(least)) - 1);
  return Number((Math.ceil(least / unit - 1e-9) * unit).toPrecision(2));
}

/** Where the interval of a class stands in the configuration. */
export const INTERVALS: Record<PollClass, string> = { fast: 'fast_interval', normal: 'interval', slow: 'slow_interval' };

export const ADVICE = ['urgent', 'class', 'planning', 'pause', 'baud', 'measure'] as const;
export type Advice = (typeof ADVICE)[number];

const BAUD_USUAL = 9600;
const BAUD_HIGH = 115_200;

/** What else can help a class that does not hold, as this configuration is. */
export function adviceFor(plan: Plan, own: PlannedClass, config: unknown): Advice[] {
  const { endpoints, devices } = isObject(config) ? config : {};
  const first: unknown = Array.isArray(endpoints) ? endpoints[0] : undefined;
  const serial = isObject(first) && first['transport'] === 'serial';
  const units = (Array.isArray(devices) ? devices : []).filter(isObject);
  const place = plan.classes.indexOf(own);
  const fitting: Record<Advice, boolean> = {
    urgent: plan.classes.slice(0, place).some((each) => !each.holds),
    class: own.class !== 'slow',
    planning: units.some(({ planning }) => planning === 'single' || planning === 'strict'),
    pause: units.some(({ pause }) => typeof pause === 'number' && pause > 0),
    baud: serial && Number(isObject(first) ? (first['baud'] ?? BAUD_USUAL) : BAUD_HIGH) < BAUD_HIGH,
    measure: plan.source === 'assumed',
  };
  return ADVICE.filter((each) => fitting[each]);
}
