import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post, remove } from '../http';

export const CLIENTS_KEY = ['clients'] as const;
export const READ_RIGHTS = ['values', 'directory', 'status'] as const;

export type ReadRight = (typeof READ_RIGHTS)[number];

export interface BrokerClientDraft {
  name: string;
  read: ReadRight[];
  /** Instances or addresses the client may write to. */
  write: string[];
}

export interface BrokerClient extends BrokerClientDraft {
  username?: string;
}

/** The answer to creating a client: the only time its password is shown. */
export interface BrokerAccess {
  name: string;
  username: string;
  /** Must be used as told: the broker allows no other. */
  client_id: string;
  password: string;
  url: string;
}

export function useBrokerClients() {
  return useQuery({
    queryKey: CLIENTS_KEY,
    queryFn: ({ signal }) => get<BrokerClient[]>('/api/broker/clients', signal),
    staleTime: 10_000,
  });
}

export function useCreateBrokerClient() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (draft: BrokerClientDraft) => post<BrokerAccess>('/api/broker/clients', draft),
    onSuccess: () => client.invalidateQueries({ queryKey: CLIENTS_KEY }),
  });
}

export function useDeleteBrokerClient() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => remove(`/api/broker/clients/${encodeURIComponent(name)}`),
    onSuccess: () => client.invalidateQueries({ queryKey: CLIENTS_KEY }),
  });
}
