import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import * as calls from './calls';
import type { Action, Instance, InstanceDraft, InstanceStats } from './types';

export const INSTANCES_KEY = ['instances'] as const;
export const STATS_KEY = ['stats'] as const;

export function useInstances() {
  return useQuery({
    queryKey: INSTANCES_KEY,
    queryFn: ({ signal }) => calls.fetchInstances(signal),
    staleTime: 10_000,
    // Status comes live; what somebody else added or deleted is found by asking.
    refetchInterval: 30_000,
  });
}

/** One instance as stored now, with the revision an edit starts from. */
export function useInstance(id: string | undefined) {
  return useQuery({
    queryKey: ['instance', id],
    queryFn: ({ signal }) => calls.fetchInstance(id ?? '', signal),
    enabled: id !== undefined,
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

/** Usage by instance id; the live socket keeps it fresh, `poll` asks for it while the socket is down. */
export function useStats(poll: boolean) {
  return useQuery({
    queryKey: STATS_KEY,
    queryFn: ({ signal }) => calls.fetchStats(signal),
    staleTime: 5000,
    refetchInterval: poll ? 5000 : false,
    select: byId,
  });
}

function byId(stats: InstanceStats[]): Map<string, InstanceStats> {
  return new Map(stats.map((entry) => [entry.id, entry]));
}

export function useLogs(id: string | null, live: boolean) {
  return useQuery({
    queryKey: ['logs', id],
    queryFn: ({ signal }) => calls.fetchLogs(id ?? '', 500, signal),
    enabled: id !== null,
    refetchInterval: live ? 2000 : false,
    select: (answer) => answer.lines,
  });
}

export function useAction() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, action }: { id: string; action: Action }) => calls.act(id, action),
    onSuccess: ({ status }, { id, action }) => {
      client.setQueryData<Instance[]>(INSTANCES_KEY, (all) =>
        all?.map((entry) => (entry.id === id ? { ...entry, status, enabled: wanted(entry.enabled, action) } : entry)),
      );
    },
    onSettled: () => client.invalidateQueries({ queryKey: INSTANCES_KEY }),
  });
}

function wanted(before: boolean, action: Action): boolean {
  if (action === 'start') return true;
  return action === 'stop' ? false : before;
}

export function useSaveInstance() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ draft, revision }: { draft: InstanceDraft; revision: number | null }) =>
      revision === null ? calls.createInstance(draft) : calls.updateInstance(draft, revision),
    onSuccess: () => client.invalidateQueries({ queryKey: INSTANCES_KEY }),
  });
}

export function useDeleteInstance() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: calls.deleteInstance,
    onSuccess: async (_, id) => {
      client.setQueryData<Instance[]>(INSTANCES_KEY, (all) => all?.filter((entry) => entry.id !== id));
      await client.invalidateQueries({ queryKey: INSTANCES_KEY });
      await client.invalidateQueries({ queryKey: ['points'] });
    },
  });
}
