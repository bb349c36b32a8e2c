import { keepPreviousData, useQuery } from '@tanstack/react-query';
import * as calls from './calls';
import type { PreviewRequest } from './tools';

export const ROUTES_KEY = ['routes'] as const;
export const COUNTERS_KEY = ['routes', 'counters'] as const;
export const VERSIONS_KEY = ['routes', 'versions'] as const;

export function useRoutes() {
  return useQuery({
    queryKey: [...ROUTES_KEY, 'document'],
    queryFn: ({ signal }) => calls.fetchRoutes(signal),
    staleTime: 0,
    refetchInterval: 5000,
  });
}

/** The router reports every 5 s; asked twice as often so that a number is at most one report old. */
export function useCounters() {
  return useQuery({
    queryKey: COUNTERS_KEY,
    queryFn: ({ signal }) => calls.fetchCounters(signal),
    staleTime: 0,
    refetchInterval: 2500,
  });
}

export function useVersions() {
  return useQuery({
    queryKey: VERSIONS_KEY,
    queryFn: ({ signal }) => calls.fetchVersions(signal),
    staleTime: 0,
  });
}

/** One stored version and how it differs from the present one; it never changes, its difference does. */
export function useVersion(revision: number | null) {
  return useQuery({
    queryKey: [...VERSIONS_KEY, revision],
    queryFn: ({ signal }) => calls.fetchVersion(revision ?? 0, signal),
    enabled: revision !== null,
    staleTime: 0,
  });
}

/** What pipelines and conditions are made of; changes only with the router's image. */
export function useLanguage() {
  return useQuery({
    queryKey: ['routes', 'language'],
    queryFn: ({ signal }) => calls.fetchLanguage(signal),
    staleTime: 300_000,
    // Until the router is back.
    refetchInterval: ({ state }) => (state.status === 'error' ? 5000 : false),
  });
}

/**
 * What a route would do with the present values; null asks nothing. The last answer stays while the next is under way.
 *
 * `everyMs`: asked again that often, because the values move.
 */
export function usePreview(request: PreviewRequest | null, everyMs: number | false = false) {
  return useQuery({
    queryKey: ['routes', 'preview', request],
    queryFn: ({ signal }) => calls.preview(request as PreviewRequest, signal),
    enabled: request !== null,
    placeholderData: keepPreviousData,
    staleTime: 2000,
    refetchInterval: everyMs,
    gcTime: 30_000,
    retry: false,
  });
}

/** What the router finds wrong in a document; null asks nothing. */
export function useLint(document: unknown) {
  return useQuery({
    queryKey: ['routes', 'lint', document],
    queryFn: ({ signal }) => calls.lint(document, signal),
    enabled: document !== null,
    placeholderData: keepPreviousData,
    select: (answer) => answer.findings,
    // Until the router is back.
    refetchInterval: ({ state }) => (state.status === 'error' ? 5000 : false),
    gcTime: 30_000,
    retry: false,
  });
}
