import { useQuery } from '@tanstack/react-query';
import { gatewayNow } from '../clock';
import { get } from '../http';
import { againMs, stateOf, type HistoryState } from './queries';

/** From `ts` on the point was `value`, null while nothing was known; ms. */
export interface Change {
  ts: number;
  value: number | string | null;
  duration: number;
}

interface ChangesAnswer {
  /** Beginning of the time that was asked for; what was so then may have been so for long. */
  from: number;
  changes: Change[];
  /** There are more of them than could be told. */
  more: boolean;
}

/** All samples of the time are gone through for it. */
const REFRESH_MS = 30_000;

/** What a point was in the last `spanMs`, and for how long. */
export function useChanges(
  point: string,
  spanMs: number,
): { state: HistoryState; error: Error | null; data: ChangesAnswer | undefined } {
  const { data, error } = useQuery({
    queryKey: ['history', 'changes', point, spanMs],
    queryFn: async ({ signal }) => {
      const to = Math.round(gatewayNow());
      const from = to - spanMs;
      const asked = new URLSearchParams({ point, from: String(from), to: String(to) });
      return { ...(await get<Omit<ChangesAnswer, 'from'>>(`/api/history/changes?${asked}`, signal)), from };
    },
    refetchInterval: ({ state }) => (state.error === null ? REFRESH_MS : againMs(state.error)),
    gcTime: 30_000,
  });
  return { state: stateOf(error, data), error, data };
}
