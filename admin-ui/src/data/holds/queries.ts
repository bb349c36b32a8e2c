import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, get, query, remove } from '../http';
import { INSTANCES_KEY } from '../instances/queries';

const HOLDS_KEY = ['holds'] as const;

/** Points at and below `path` (empty: all) keep their last value and take no write; times in Unix ms. */
export interface Hold {
  instance: string;
  path: string;
  by: string;
  reason: string;
  since: number;
  until: number;
}

export interface HoldWish {
  instance: string;
  minutes: number;
  reason: string;
  path: string;
}

/** What is under maintenance, by instance. */
export function useHolds() {
  return useQuery({
    queryKey: HOLDS_KEY,
    queryFn: ({ signal }) => get<Hold[]>('/api/holds', signal),
    refetchInterval: 10_000,
    select: byInstance,
  });
}

function byInstance(holds: Hold[]): Map<string, Hold[]> {
  const found = new Map<string, Hold[]>();
  for (const hold of holds) found.set(hold.instance, [...(found.get(hold.instance) ?? []), hold]);
  return found;
}

const at = (instance: string) => `/api/instances/${encodeURIComponent(instance)}/hold`;

export function useHoldActions() {
  const client = useQueryClient();
  const onSettled = () => Promise.all([HOLDS_KEY, INSTANCES_KEY].map((queryKey) => client.invalidateQueries({ queryKey })));
  const put = useMutation({
    mutationFn: ({ instance, ...body }: HoldWish) => call<Hold>('PUT', at(instance), { body }),
    onSettled,
  });
  const lift = useMutation({
    mutationFn: ({ instance, path }: Pick<Hold, 'instance' | 'path'>) => remove(`${at(instance)}${query({ path })}`),
    onSettled,
  });
  return { put, lift };
}
