import { keepPreviousData, useInfiniteQuery, useMutation, useQueries, useQuery } from '@tanstack/react-query';
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

/** What fits what is being typed, while it is wanted; the last answer stays until the next one is there. */
export function usePointSuggestions(search: string, wanted: boolean, limit = 40) {
  return useQuery({
    queryKey: ['points', 'suggestions', search, limit],
    queryFn: ({ signal }) => calls.findPoints({ search, limit }, signal),
    enabled: wanted,
    placeholderData: keepPreviousData,
    staleTime: REFRESH_MS,
    gcTime: 60_000,
  });
}

/** All points below a prefix, as many as one answer holds; null asks nothing. */
export function usePointsBelow(prefix: string | null) {
  return useQuery({
    queryKey: ['points', 'below', prefix],
    queryFn: ({ signal }) => calls.findPoints({ prefix: prefix ?? '', limit: 1000 }, signal),
    enabled: prefix !== null,
    staleTime: REFRESH_MS,
    gcTime: 60_000,
  });
}

/** One point with its directory entry, null where there is none; asks nothing for what is no address of a point. */
export function usePoint(address: string) {
  const dotted = address.replaceAll('/', '.');
  return useQuery({
    queryKey: ['points', 'one', dotted],
    queryFn: async ({ signal }) => {
      // Not by its own address: that it is not there (yet) is no failure here.
      const { items } = await calls.findPoints({ prefix: dotted, limit: 1 }, signal);
      return items.find((point) => point.address === dotted) ?? null;
    },
    enabled: /^[\w-]+(\.[^.*{}]+)+$/.test(dotted),
    staleTime: REFRESH_MS,
  });
}

export function useWritePoint(address: string) {
  return useMutation({ mutationFn: (value: Scalar) => calls.writePoint(address, value) });
}
