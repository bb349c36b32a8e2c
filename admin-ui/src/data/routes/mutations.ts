import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { INSTANCES_KEY } from '../instances/queries';
import * as calls from './calls';
import { COUNTERS_KEY, ROUTES_KEY, VERSIONS_KEY } from './queries';
import type { RouteEntry, RoutesDocument, RoutesView } from './types';

/** The answer of a change is the new state; what depends on it is asked again. */
function taken(client: QueryClient, view: RoutesView | undefined): void {
  if (view?.document !== undefined) client.setQueryData([...ROUTES_KEY, 'document'], view);
  void client.invalidateQueries({ queryKey: [...ROUTES_KEY, 'document'] });
  void client.invalidateQueries({ queryKey: VERSIONS_KEY });
  void client.invalidateQueries({ queryKey: COUNTERS_KEY });
}

/** Replaces the whole file; throws 409 when the revision is outdated. */
export function useSaveRoutes() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ document, revision }: { document: RoutesDocument; revision: number }) => calls.saveRoutes(document, revision),
    onSuccess: (view) => taken(client, view),
  });
}

export interface RouteSave {
  /** null for a new route. */
  label: string | null;
  route: RouteEntry;
  revision: number;
  /** Place from 1 of a new route. */
  position?: number;
}

/** Adds or replaces one route; throws 409 when the revision is outdated. */
export function useSaveRoute() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ label, route, revision, position }: RouteSave) =>
      label === null ? calls.addRoute(route, revision, position) : calls.saveRoute(label, route, revision),
    onSuccess: (view) => taken(client, view),
  });
}

export function useDeleteRoute() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ label, revision }: { label: string; revision: number }) => calls.deleteRoute(label, revision),
    onSuccess: (view) => taken(client, view),
  });
}

export function useRestoreVersion() {
  const client = useQueryClient();
  return useMutation({ mutationFn: calls.restoreVersion, onSuccess: (view) => taken(client, view) });
}

export type SourceAction = 'disconnect' | 'connect' | 'reactivate';

/** Takes a source off the router, back on, or closes its breaker. */
export function useSourceAction() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, action }: { id: string; action: SourceAction }): Promise<RoutesView | undefined> => {
      if (action === 'disconnect') return calls.disconnectSource(id);
      if (action === 'connect') return calls.connectSource(id);
      await calls.reactivateSource(id);
      return undefined;
    },
    onSuccess: (view) => {
      taken(client, view);
      void client.invalidateQueries({ queryKey: INSTANCES_KEY });
    },
  });
}
