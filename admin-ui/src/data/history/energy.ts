import { useQuery } from '@tanstack/react-query';
import { useFromNow } from '@/format/now';
import { get } from '../http';
import { zone } from './calls';
import { AGAIN_MS, againMs, stateOf, type HistoryState } from './queries';
import type { EnergyAnswer } from './types';

export const PERIODS = ['day', 'week', 'month', 'year'] as const;
export type Period = (typeof PERIODS)[number];

/** By what they measure; several roofs count together. */
export interface Flows {
  solar: readonly string[];
  /** The rest of what `/api/history/statistics` is asked with, such as `grid` and `grid_positive`. */
  rest: Readonly<Record<string, string>>;
}

export interface Energy {
  state: HistoryState;
  error: Error | null;
  data: EnergyAnswer | undefined;
  /** The period asked for, Unix ms. */
  from: number;
  to: number;
}

const MINUTE_MS = 60_000;

/** Whether there is anything to ask. */
export const asksFor = ({ solar, rest }: Flows) => solar.length > 0 || Object.keys(rest).length > 0;

/** Beginning of a calendar period, so many before the present one. */
export function beginOf(period: Period, back: number, now: number): Date {
  const day = new Date(now);
  const [year, month, date] = [day.getFullYear(), day.getMonth(), day.getDate()];
  if (period === 'year') return new Date(year - back, 0, 1);
  if (period === 'month') return new Date(year, month - back, 1);
  const monday = (day.getDay() + 6) % 7;
  return period === 'week' ? new Date(year, month, date - monday - 7 * back) : new Date(year, month, date - back);
}

/** Whether anything is known yet; a history that has just begun has something to tell after a minute. */
export const isKnown = (data: EnergyAnswer | undefined) => Object.values(data?.energy ?? {}).some(({ total }) => total !== null);

/** Energy of a calendar period; of the present one until now. */
export function useEnergy({ solar, rest }: Flows, period: Period, back: number, compare: 'before' | 'year'): Energy {
  // A new day begins while the page is open.
  const from = useFromNow((now) => beginOf(period, back, now).getTime());
  const to = useFromNow((now) => beginOf(period, back - 1, now).getTime());
  const step = period === 'year' ? 'month' : 'day';
  const asked = { ...rest, from: String(from), to: String(to), step, tz: zone(), compare };
  const query = new URLSearchParams([...solar.map((point) => ['solar', point]), ...Object.entries(asked)]).toString();
  const { data, error } = useQuery({
    queryKey: ['history', 'statistics', query],
    queryFn: ({ signal }) => get<EnergyAnswer>(`/api/history/statistics?${query}`, signal),
    enabled: asksFor({ solar, rest }),
    staleTime: MINUTE_MS,
    refetchInterval: ({ state }) => {
      if (state.error !== null) return againMs(state.error);
      if (back > 0) return false;
      return isKnown(state.data) ? MINUTE_MS : AGAIN_MS;
    },
    gcTime: 2 * MINUTE_MS,
  });
  return { state: stateOf(error, data), error, data, from, to };
}
