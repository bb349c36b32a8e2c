import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import * as calls from './calls';

export const AUTH_KEY = ['auth'] as const;

/** Who is logged in. */
export const authStatus = queryOptions({
  queryKey: AUTH_KEY,
  queryFn: ({ signal }) => calls.fetchAuthStatus(signal),
  staleTime: Infinity,
});

/** Who is logged in; asked again whenever a call was refused for lack of a session. */
export function useAuthStatus() {
  return useQuery({ ...authStatus, refetchInterval: (state) => (state.state.status === 'error' ? 3000 : false) });
}

export function useLogin() {
  const client = useQueryClient();
  return useMutation({ mutationFn: calls.login, onSuccess: () => client.invalidateQueries({ queryKey: AUTH_KEY }) });
}

export function useSetup() {
  const client = useQueryClient();
  return useMutation({ mutationFn: calls.setup, onSuccess: () => client.invalidateQueries({ queryKey: AUTH_KEY }) });
}

/** Ends the session and forgets everything that was read with it. */
export function useLogout() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: calls.logout,
    onSuccess: async () => {
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== AUTH_KEY[0] });
      await client.invalidateQueries({ queryKey: AUTH_KEY });
    },
  });
}

export function useChangePassword() {
  return useMutation({ mutationFn: calls.changePassword });
}
