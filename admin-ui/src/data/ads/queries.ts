import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { callInstance } from '../nodes/calls';
import { nodesKey } from '../nodes/queries';
import type { Changes, TargetInfo } from './types';

const LOOK_MS = 5000;
const LINES = 200;

const adsKey = (id: string) => ['ads', id] as const;

/** Runtimes and their programs; another program makes everything read from the old one stale. */
export function useTarget(id: string, wanted: boolean) {
  const client = useQueryClient();
  const info = useQuery({
    queryKey: [...adsKey(id), 'info'],
    queryFn: ({ signal }) => callInstance<TargetInfo>(id, 'info', {}, signal),
    refetchInterval: LOOK_MS,
    enabled: wanted,
    retry: false,
  });
  const programs = info.data?.runtimes.map(({ identity }) => identity).join(' ');
  const before = useRef(programs);
  useEffect(() => {
    if (before.current !== undefined && programs !== undefined && before.current !== programs) {
      void client.invalidateQueries({ queryKey: nodesKey(id) });
      void client.invalidateQueries({ queryKey: [...adsKey(id), 'changes'] });
    }
    before.current = programs ?? before.current;
  }, [client, id, programs]);
  return info;
}

/** What changed in the programs, and the points that wait for a person. */
export function useChanges(id: string, wanted: boolean) {
  return useQuery({
    queryKey: [...adsKey(id), 'changes'],
    queryFn: ({ signal }) => callInstance<Changes>(id, 'changes', { limit: LINES }, signal),
    refetchInterval: 2 * LOOK_MS,
    enabled: wanted,
    retry: false,
  });
}

export function useConfirmChanges(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (points: string[] | undefined) => callInstance<unknown>(id, 'confirm_changes', points ? { points } : {}),
    onSuccess: () => client.invalidateQueries({ queryKey: adsKey(id) }),
  });
}
