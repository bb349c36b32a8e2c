import { useQuery } from '@tanstack/react-query';
import type { Reason } from '../errors';
import { get } from '../http';
import type { LogLine } from './types';

export type Figures = (number | null)[];

/** The last hour, oldest first: one mean per `step_s` up to `until` (Unix ms); null is unknown. */
export interface StatsHistory {
  step_s: number;
  until: number;
  cpu_percent: Figures;
  memory_bytes: Figures;
  net_rx_pps: Figures;
  net_tx_pps: Figures;
}

/** One end that nobody asked for, with the last lines before it. */
export interface Death {
  ts: number;
  reason: Reason;
  exit_code: number | null;
  lines: Pick<LogLine, 'ts' | 'level' | 'message'>[];
}

const at = (id: string) => `/api/instances/${encodeURIComponent(id)}`;

interface Asking {
  enabled?: boolean;
  everyMs?: number;
}

export function useStatsHistory(id: string, { enabled = true, everyMs = 10_000 }: Asking = {}) {
  return useQuery({
    queryKey: ['stats-history', id],
    queryFn: ({ signal }) => get<StatsHistory>(`${at(id)}/stats/history`, signal),
    staleTime: everyMs / 2,
    refetchInterval: everyMs,
    enabled,
  });
}

export function useDeaths(id: string) {
  return useQuery({
    queryKey: ['deaths', id],
    queryFn: ({ signal }) => get<Death[]>(`${at(id)}/deaths`, signal),
    refetchInterval: 15_000,
  });
}
