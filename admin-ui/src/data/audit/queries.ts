import { useInfiniteQuery } from '@tanstack/react-query';
import { get, query } from '../http';

const PAGE = 100;

/** One thing somebody did or was refused; ts in Unix ms. */
export interface Act {
  ts: number;
  who: string;
  role: string;
  by: string;
  address: string;
  action: string;
  target: Record<string, string>;
  status: number;
  revision: string;
  before: unknown;
  after: unknown;
  times: number;
  clock_unsure: boolean;
}

export interface AuditFilter {
  who: string;
  text: string;
  refused: boolean;
}

/** Pages of a hundred, the latest first; the next one begins before the last act of this one. */
export function useAudit({ who, text, refused }: AuditFilter) {
  return useInfiniteQuery({
    queryKey: ['audit', who, text, refused],
    queryFn: ({ pageParam, signal }) => {
      const wanted = { who, text, refused: refused ? 'true' : undefined, before: pageParam, limit: PAGE };
      return get<Act[]>(`/api/audit${query(wanted)}`, signal);
    },
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last) => (last.length === PAGE ? last.at(-1)?.ts : undefined),
    refetchInterval: 15_000,
  });
}
