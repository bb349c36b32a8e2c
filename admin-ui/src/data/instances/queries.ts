import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask } from '../calls/ask';
import { JOBS_KEY } from '../jobs/queries';
import * as calls from './calls';
import type { Action, Instance, InstanceDraft, InstanceStats, LevelName } from './types';

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
    mutationFn: ({ id, action, confirm = false }: { id: string; action: Action; confirm?: boolean }) =>
      calls.act(id, action, confirm),
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

export function useCloneInstance() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ of, ...copy }: { of: string; id: string; title: string }) => calls.cloneInstance(of, copy),
    onSuccess: () => client.invalidateQueries({ queryKey: INSTANCES_KEY }),
  });
}

/** Begins a job; its end is followed by whoever shows it. */
export function useRenameInstance() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ of, ...wish }: { of: string; id: string; routes: boolean }) => calls.renameInstance(of, wish),
    onSuccess: () => client.invalidateQueries({ queryKey: JOBS_KEY }),
  });
}

/** What stops delivering when the instance does. */
export function useReach(id: string, enabled: boolean) {
  return useQuery({
    queryKey: ['reach', id],
    queryFn: ({ signal }) => calls.fetchReach(id, signal),
    enabled,
    staleTime: 0,
  });
}

const levelKey = (id: string) => ['log-level', id] as const;

/** What it writes into its log; asked of the instance itself, so only one that runs tells. */
export function useLogLevel(id: string) {
  return useQuery({
    queryKey: levelKey(id),
    queryFn: ({ signal }) => ask<{ level: LevelName }>(id, 'log_level', {}, { signal, seconds: 10 }),
    staleTime: 0,
    retry: false,
  });
}

export function useSetLogLevel(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (level: LevelName) => ask<{ level: LevelName }>(id, 'log_level', { level }, { seconds: 10 }),
    onSuccess: (answer) => client.setQueryData(levelKey(id), answer),
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
