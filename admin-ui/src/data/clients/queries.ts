import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, get, post, remove } from '../http';

export const CLIENTS_KEY = ['clients'] as const;
export const READ_RIGHTS = ['values', 'directory', 'status'] as const;

export type ReadRight = (typeof READ_RIGHTS)[number];

/** What a program may do on the broker. */
export interface ClientRights {
  read: ReadRight[];
  /** Instances or addresses it may read beside what `read` grants. */
  points: string[];
  /** Instances or addresses it may write to. */
  write: string[];
  /** Topics that are not DINrail's. */
  subscribe: string[];
  publish: string[];
}

export interface BrokerClient extends ClientRights {
  name: string;
  username: string;
  /** Unix ms. */
  created: number;
  /** Null when not known, like the time below. */
  connected: boolean | null;
  last_seen: number | null;
}

/** The answer to creating a client or giving it a new password: the only time it is shown. */
export interface BrokerAccess {
  name: string;
  username: string;
  /** Must be used as told: the broker allows no other. */
  client_id: string;
  password: string;
  url: string;
}

/** `confirm`: a person said that the topics in `publish` are meant. */
type Wanted = ClientRights & { name: string; confirm: boolean };

export function useBrokerClients() {
  return useQuery({
    queryKey: CLIENTS_KEY,
    queryFn: ({ signal }) => get<BrokerClient[]>('/api/broker/clients', signal),
    staleTime: 10_000,
    refetchInterval: 15_000,
  });
}

const at = (name: string) => `/api/broker/clients/${encodeURIComponent(name)}`;

export function useClientActions() {
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: CLIENTS_KEY });
  const create = useMutation({
    mutationFn: (wanted: Wanted) => post<BrokerAccess>('/api/broker/clients', wanted),
    onSuccess: again,
  });
  const change = useMutation({
    mutationFn: ({ name, ...body }: Wanted) => call<undefined>('PUT', at(name), { body }),
    onSuccess: again,
  });
  const rotate = useMutation({ mutationFn: (name: string) => post<BrokerAccess>(`${at(name)}/rotate`), onSuccess: again });
  const drop = useMutation({ mutationFn: (name: string) => remove(at(name)), onSuccess: again });
  return { create, change, rotate, drop };
}
