import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Role } from '../auth/rights';
import { call, get, post, remove } from '../http';

const USERS_KEY = ['users'] as const;
const TOKENS_KEY = ['tokens'] as const;

export interface UserEntry {
  name: string;
  role: Role;
  /** Unix ms. */
  created: number;
  tokens: number;
}

export interface Token {
  id: string;
  name: string;
  user: string;
  created: number;
  expires: number | null;
  role: Role | null;
}

export interface TokenDraft {
  name: string;
  expires_days: number | null;
  role: Role | null;
}

export function useUsers() {
  return useQuery({ queryKey: USERS_KEY, queryFn: ({ signal }) => get<UserEntry[]>('/api/users', signal) });
}

export function useTokens() {
  return useQuery({ queryKey: TOKENS_KEY, queryFn: ({ signal }) => get<Token[]>('/api/auth/tokens', signal) });
}

export function useUserActions() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: USERS_KEY });
  const at = (name: string) => `/api/users/${encodeURIComponent(name)}`;
  const add = useMutation({
    mutationFn: (body: { name: string; role: Role; password: string }) => post('/api/users', body),
    onSuccess,
  });
  const change = useMutation({
    mutationFn: ({ name, ...body }: { name: string; role?: Role; password?: string }) => call('PATCH', at(name), { body }),
    onSuccess,
  });
  const drop = useMutation({ mutationFn: (name: string) => remove(at(name)), onSuccess });
  return { add, change, drop };
}

export function useTokenActions() {
  const client = useQueryClient();
  const onSuccess = async () => {
    await client.invalidateQueries({ queryKey: TOKENS_KEY });
    await client.invalidateQueries({ queryKey: USERS_KEY });
  };
  const add = useMutation({
    mutationFn: (draft: TokenDraft) => post<Token & { token: string }>('/api/auth/tokens', draft),
    onSuccess,
  });
  const drop = useMutation({ mutationFn: (id: string) => remove(`/api/auth/tokens/${encodeURIComponent(id)}`), onSuccess });
  return { add, drop };
}
