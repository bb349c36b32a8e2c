import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Reason } from '../errors';
import { call, get } from '../http';

export const ROUTES_KEY = ['routes'] as const;

export interface RoutesDocument {
  routes?: unknown[];
  pipelines?: Record<string, unknown>;
  [key: string]: unknown;
}

export interface Rejection extends Reason {
  path?: string;
  line?: number | null;
}

/** routing.json as stored, and what the router made of it. */
export interface RoutesView {
  document: RoutesDocument;
  revision: number;
  applied: { rev: number | null; rejected?: Rejection | null } | null;
}

export function useRoutes() {
  return useQuery({
    queryKey: ROUTES_KEY,
    queryFn: ({ signal }) => get<RoutesView>('/api/routes', signal),
    staleTime: 0,
    refetchInterval: 5000,
  });
}

export function useSaveRoutes() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ document, revision }: { document: unknown; revision: number }) =>
      call<RoutesView>('PUT', '/api/routes', { body: document, revision }),
    onSuccess: () => client.invalidateQueries({ queryKey: ROUTES_KEY }),
  });
}
