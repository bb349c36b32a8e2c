import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { AUTH_KEY } from '@/data/auth/queries';
import { ApiError } from '@/data/errors';

/** One cache for the page; a call refused for lack of a session leads back to the login. */
export function makeQueryClient(): QueryClient {
  const lookForEndedSession = (error: Error) => {
    if (error instanceof ApiError && error.status === 401) {
      void client.invalidateQueries({ queryKey: AUTH_KEY });
    }
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: lookForEndedSession }),
    mutationCache: new MutationCache({ onError: lookForEndedSession }),
    defaultOptions: {
      queries: {
        retry: (count, error) => count < 2 && isPassing(error),
        retryDelay: (attempt) => 500 * 2 ** attempt,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
  return client;
}

/** Trying again by itself only helps where the gateway was not reached. */
function isPassing(error: Error): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 502);
}
