import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { gatewayNow } from '../clock';
import { ApiError } from '../errors';
import { fetchHistory } from './calls';
import { spanOf, stepMs, stepOf } from './range';
import type { HistoryAnswer, HistoryFn, HistorySeries, Range, Step } from './types';

/** `off`: there is no history here; `away`: it does not answer now and is asked again. */
export type HistoryState = 'loading' | 'ready' | 'off' | 'away' | 'failed';

export interface History {
  state: HistoryState;
  error: Error | null;
  /** In the order asked for; undefined for what did not come (yet). */
  series: (HistorySeries | undefined)[];
  refetch: () => void;
}

export interface Wanted {
  point: string;
  fn: HistoryFn;
  /** Instead of the one of all. */
  step?: Step;
}

interface Group {
  fn: HistoryFn;
  chosen: Exclude<Step, 'auto'>;
  points: string[];
}

export const AGAIN_MS = 15_000;
const OFTEN_MS = 10_000;
const SELDOM_MS = 300_000;

/** What became of a question to the history. */
export function stateOf(error: Error | null, data: unknown): HistoryState {
  if (error instanceof ApiError) {
    if (error.reason.key === 'history_off' || (error.status === 404 && error.reason.key === 'not_found')) return 'off';
    if (error.status === 0 || error.status >= 502) return 'away';
  }
  if (error) return 'failed';
  return data === undefined ? 'loading' : 'ready';
}

const belongs = ({ fn, chosen }: Group, wanted: Wanted, range: Range, step: Step) =>
  fn === wanted.fn && chosen === stepOf(range, wanted.step ?? step);

/** A history that has just begun has something to tell after a minute. */
const isEmpty = ({ series }: HistoryAnswer) => series.every(({ values }) => values.every((value) => value === null));

/** When a question that failed is asked again; where there is no history, seldom. */
export const againMs = (error: Error) => (stateOf(error, undefined) === 'off' ? SELDOM_MS : AGAIN_MS);

/** One question for all points that are asked the same way. */
function groupsOf(wanted: readonly Wanted[], range: Range, step: Step): Group[] {
  const groups: Group[] = [];
  for (const each of wanted) {
    const group = groups.find((known) => belongs(known, each, range, step));
    if (group === undefined) groups.push({ fn: each.fn, chosen: stepOf(range, each.step ?? step), points: [each.point] });
    else if (!group.points.includes(each.point)) group.points.push(each.point);
  }
  return groups;
}

/** Several points, each summarised its own way, over the same time. */
export function useHistories(wanted: readonly Wanted[], range: Range, step: Step = 'auto'): History {
  // One that ends later than now goes on as well.
  const moving = typeof range === 'string' || range.to > gatewayNow();
  const groups = useMemo(() => groupsOf(wanted, range, step), [wanted, range, step]);
  return useQueries({
    queries: groups.map(({ fn, points, chosen }) => {
      const refresh = Math.min(SELDOM_MS, Math.max(OFTEN_MS, stepMs(chosen)));
      return {
        queryKey: ['history', range, chosen, fn, points],
        queryFn: ({ signal }: { signal: AbortSignal }) =>
          fetchHistory({ points, fn, step: chosen, ...spanOf(range, chosen, gatewayNow()) }, signal),
        staleTime: moving ? refresh : SELDOM_MS,
        refetchInterval: ({ state: { error, data } }: { state: { error: Error | null; data: HistoryAnswer | undefined } }) => {
          if (error !== null) return againMs(error);
          if (!moving) return false;
          return data !== undefined && isEmpty(data) ? Math.min(refresh, AGAIN_MS) : refresh;
        },
        placeholderData: keepPreviousData<HistoryAnswer>,
        gcTime: 120_000,
      };
    }),
    combine: (results): History => {
      const failed = results.find(({ error }) => error !== null);
      const open = results.some(({ data }) => data === undefined);
      return {
        state: stateOf(failed?.error ?? null, open ? undefined : results),
        error: failed?.error ?? null,
        series: wanted.map((each) => {
          const index = groups.findIndex((group) => belongs(group, each, range, step));
          return results[index]?.data?.series.find(({ point }) => point === each.point);
        }),
        refetch: () => results.forEach(({ refetch }) => void refetch()),
      };
    },
  });
}

/** Points over time, all summarised the same way. */
export function useHistory(points: readonly string[], range: Range, step: Step = 'auto', fn: HistoryFn = 'avg'): History {
  const joined = points.join('\n');
  const wanted = useMemo(() => (joined === '' ? [] : joined.split('\n').map((point) => ({ point, fn }))), [joined, fn]);
  return useHistories(wanted, range, step);
}
