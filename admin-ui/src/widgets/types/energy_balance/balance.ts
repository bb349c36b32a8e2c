import type { Flows, Period } from '@/data/history/energy';
import { formatLocale } from '@/format/locale';
import { fixed, number, UNKNOWN } from '@/format/number';
import type { Widget } from '../../contract';
import { boundTo } from '../../slots';

export interface BalanceOptions {
  period: Period;
  choose_period: boolean;
  compare: 'before' | 'year' | 'none';
  grid_positive: 'import' | 'export';
  battery_positive: 'charge' | 'discharge';
}

/** Places a meter of its own may take instead of one power with a sign. */
const METERS = { grid: ['grid_import', 'grid_export'], battery: ['battery_charge', 'battery_discharge'] } as const;

/** What is asked for a widget; meters of their own are preferred to a power with a sign. */
export function flowsOf(widget: Pick<Widget, 'bindings'>, options: BalanceOptions): Flows {
  const sourceOf = (name: string) => widget.bindings[name]?.source ?? '';
  const rest: Record<string, string> = { consumption: sourceOf('house') };
  for (const [name, meters] of Object.entries(METERS)) {
    const counted = meters.map((meter) => [meter, sourceOf(meter)] as const).filter(([, source]) => source !== '');
    if (counted.length > 0) Object.assign(rest, Object.fromEntries(counted));
    else if (sourceOf(name) !== '') {
      rest[name] = sourceOf(name);
      rest[`${name}_positive`] = name === 'grid' ? options.grid_positive : options.battery_positive;
    }
  }
  if (rest['consumption'] === '') delete rest['consumption'];
  return { solar: boundTo(widget, 'pv').map(sourceOf).filter(Boolean), rest };
}

/** kWh as one reads them: about three digits. */
export function energyText(kwh: number | null | undefined): string {
  if (kwh === null || kwh === undefined) return UNKNOWN;
  const size = Math.abs(kwh);
  return `${size >= 100 ? number(kwh) : fixed(kwh, size >= 10 ? 1 : 2)}\u00a0kWh`;
}

/** A share of 0 to 1 in percent. */
export const shareText = (share: number | null | undefined): string =>
  share === null || share === undefined ? UNKNOWN : `${number(share * 100)}\u00a0%`;

/** A change as a sign and a percentage; a tenfold and more is told as such. */
export function changeText(change: number): { way: 'more' | 'less' | 'same'; text: string } {
  if (Math.abs(change) < 0.005) return { way: 'same', text: '=' };
  const share = change >= 9.995 ? `>\u00a0${number(999)}\u00a0%` : shareText(Math.abs(change));
  return { way: change > 0 ? 'more' : 'less', text: share };
}

const midnight = (ms: number) => {
  const day = new Date(ms);
  return day.getHours() === 0 && day.getMinutes() === 0;
};

/** From when to when: days where they are whole, else with the time of day. */
export function spanText(from: number, to: number): string {
  const whole = midnight(from) && midnight(to);
  const style: Intl.DateTimeFormatOptions = whole ? { dateStyle: 'medium' } : { dateStyle: 'medium', timeStyle: 'short' };
  return new Intl.DateTimeFormat(formatLocale(), style).formatRange(from, whole ? to - 1 : to);
}

const NAMES: Record<Period, Intl.DateTimeFormatOptions> = {
  day: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  week: { day: 'numeric', month: 'short', year: 'numeric' },
  month: { month: 'long', year: 'numeric' },
  year: { year: 'numeric' },
};

/** A period of the past by its date. */
export function periodName(period: Period, from: number, to: number): string {
  const format = new Intl.DateTimeFormat(formatLocale(), NAMES[period]);
  return period === 'week' ? format.formatRange(from, to - 1) : format.format(from);
}
