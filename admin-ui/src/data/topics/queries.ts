import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask } from '../calls/ask';
import { fetchInstance, updateInstance } from '../instances/calls';
import { INSTANCES_KEY } from '../instances/queries';
import type { Instance, InstanceDraft } from '../instances/types';
import type { TopicDetail } from './types';

const LOOK_MS = 1000;

/** One topic with its last payloads, asked again and again. */
export function useTopic(instance: string, topic: string) {
  return useQuery({
    queryKey: ['topic', instance, topic],
    queryFn: ({ signal }) => ask<TopicDetail>(instance, 'topic', { topic }, { signal, seconds: 5 }),
    refetchInterval: LOOK_MS,
    retry: false,
    gcTime: 0,
  });
}

interface Addition {
  change: (config: Record<string, unknown>) => Record<string, unknown>;
  /** Paths that become points. */
  paths: readonly string[];
}

/** Changes the configuration as it is stored now; the gateway checks it before anything runs with it. */
export function useAddPoints(id: string, draftOf: (instance: Instance) => InstanceDraft) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ change }: Addition) => {
      const now = await fetchInstance(id);
      const draft = draftOf(now);
      return updateInstance({ ...draft, config: change(draft.config) }, now.revision);
    },
    onSuccess: async (instance) => {
      client.setQueryData(['instance', id], instance);
      await client.invalidateQueries({ queryKey: INSTANCES_KEY });
      await client.invalidateQueries({ queryKey: ['points'] });
    },
  });
}
