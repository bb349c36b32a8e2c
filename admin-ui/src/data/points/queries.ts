import { useInfiniteQuery, useMutation, useQueries } from '@tanstack/react-query';
import * as calls from './calls';
import type { Scalar, TreeLevel } from './types';

const REFRESH_MS = 15_000;

export interface OpenLevel {
  path: string;
  level: TreeLevel | undefined;
  error: Error | null;
  loading: boolean;
}

/** Every opened level of the tree; the root is the path "". */
export function useTreeLevels(paths: string[]): OpenLevel[] {
  return useQueries({
    queries: paths.map((path) => ({
      queryKey: ['points', 'tree', path],
      queryFn: ({ signal }: { signal: AbortSignal }) => calls.fetchLevel(path, signal),
      staleTime: REFRESH_MS,
      refetchInterval: REFRESH_MS,
    })),
    combine: (results) =>
      results.map((result, index) => ({
        path: paths[index] ?? '',
        level: result.data,
        error: result.error,
        loading: result.isPending,
      })),
  });
}

/** Points that match, in pages; an empty search lists nothing because the tree does that. */
export function usePointSearch(search: string) {
  return useInfiniteQuery({
    queryKey: ['points', 'search', search],
    queryFn: ({ pageParam, signal }) => calls.searchPoints(search, pageParam, signal),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const loaded = pages.reduce((sum, page) => sum + page.items.length, 0);
      return last.items.length > 0 && loaded < last.total ? loaded : undefined;
    },
    enabled: search !== '',
    staleTime: REFRESH_MS,
  });
}

export function useWritePoint(address: string) {
  return useMutation({ mutationFn: (value: Scalar) => calls.writePoint(address, value) });
}
