import { keepPreviousData, useInfiniteQuery, useQueries, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import * as calls from './calls';
import type { NodeList, NodePage, Tick } from './types';

const VALUES_MS = 2000;
/** A tree that could not be read is asked for again: the PLC may be back. */
const AGAIN_MS = 4000;

export interface WantedPage {
  list: NodeList;
  start: number;
  /** Whether its values are looked at. */
  visible: boolean;
}

export interface PageState {
  page: NodePage | undefined;
  error: Error | null;
}

/** Everything read from an instance's tree, to be forgotten together. */
export const nodesKey = (id: string) => ['nodes', id] as const;

/** What tells one page from another. */
export const pageKey = (list: NodeList, start: number) => `${JSON.stringify(list)} ${start}`;

/** Kept apart so that it is the same function each time: what it made is then kept while nothing changed. */
const statesOf = (results: UseQueryResult<NodePage>[]): PageState[] => results.map(({ data, error }) => ({ page: data, error }));

/** Pages by `pageKey`; values of visible ones are read again while they are looked at. */
export function useNodePages(id: string, wanted: readonly WantedPage[]): Map<string, PageState> {
  const states = useQueries({
    queries: wanted.map(({ list, start, visible }) => ({
      queryKey: [...nodesKey(id), list, start],
      queryFn: ({ signal }: { signal: AbortSignal }) => calls.fetchNodes(id, list, start, signal),
      staleTime: visible && list.kind === 'children' ? VALUES_MS : Infinity,
      gcTime: 60_000,
      refetchInterval: (query: { state: { status: string } }) =>
        query.state.status === 'error' ? AGAIN_MS : visible && list.kind === 'children' ? VALUES_MS : (false as const),
      retry: false,
    })),
    combine: statesOf,
  });
  return useMemo(
    () =>
      new Map(
        wanted.flatMap(({ list, start }, index) => {
          const state = states[index];
          return state === undefined ? [] : [[pageKey(list, start), state] as const];
        }),
      ),
    [wanted, states],
  );
}

/** What ticks would make; the last answer stays until the next one is there. `again`: ask until it is in force. */
export function useSelection(id: string, ticks: readonly Tick[], paths: readonly string[], again: boolean) {
  return useQuery({
    queryKey: [...nodesKey(id), 'selection', ticks, paths],
    queryFn: async ({ signal }) => ({ ...(await calls.fetchSelection(id, ticks, paths, signal)), ticks }),
    placeholderData: keepPreviousData,
    // What was answered before something was saved is never shown again.
    gcTime: 0,
    refetchInterval: again ? 700 : false,
    retry: false,
  });
}

/** All types in use, in pages. */
export function useTypes(id: string, wanted: boolean) {
  return useInfiniteQuery({
    queryKey: [...nodesKey(id), 'types'],
    queryFn: ({ pageParam, signal }) => calls.fetchTypes(id, pageParam, signal),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (last.more ? pages.reduce((sum, page) => sum + page.types.length, 0) : undefined),
    enabled: wanted,
    staleTime: Infinity,
    retry: false,
  });
}
