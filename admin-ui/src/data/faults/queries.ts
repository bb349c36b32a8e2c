import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post, query, remove } from '../http';

const FAULTS_KEY = ['faults'] as const;
const PAGE = 100;

/** One kind of error; times in Unix ms. */
export interface Fault {
  fingerprint: string;
  type: string;
  message: string;
  first: number;
  last: number;
  count: number;
  new: boolean;
  parts: Record<string, number>;
}

export interface Occurrence {
  part: string;
  ts: number;
  count: number;
  message: string;
  context: string;
  traceback: string;
}

interface FaultPage {
  total: number;
  errors: Fault[];
  dropped: number;
}

export interface FaultFilter {
  text: string;
  part: string;
  onlyNew: boolean;
}

/** In pages, the latest first. */
export function useFaults({ text, part, onlyNew }: FaultFilter) {
  return useInfiniteQuery({
    queryKey: [...FAULTS_KEY, text, part, onlyNew],
    queryFn: ({ pageParam, signal }) => {
      const wanted = { text, part, only_new: onlyNew ? 'true' : undefined, start: pageParam, limit: PAGE };
      return get<FaultPage>(`/api/errors${query(wanted)}`, signal);
    },
    initialPageParam: 0,
    getNextPageParam: (last, all) => {
      const shown = all.reduce((sum, page) => sum + page.errors.length, 0);
      return last.errors.length > 0 && shown < last.total ? shown : undefined;
    },
    refetchInterval: 15_000,
  });
}

export function useFault(fingerprint: string | null) {
  return useQuery({
    queryKey: [...FAULTS_KEY, 'one', fingerprint],
    queryFn: ({ signal }) =>
      get<{ error: Fault; occurrences: Occurrence[] }>(`/api/errors/${encodeURIComponent(fingerprint ?? '')}`, signal),
    enabled: fingerprint !== null,
  });
}

export function useFaultActions() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: FAULTS_KEY });
  const seeAll = useMutation({ mutationFn: () => post('/api/errors/seen'), onSuccess });
  const see = useMutation({
    mutationFn: (fingerprint: string) => post(`/api/errors/${encodeURIComponent(fingerprint)}/seen`),
    onSuccess,
  });
  const forget = useMutation({
    mutationFn: (fingerprint: string) => remove(`/api/errors/${encodeURIComponent(fingerprint)}`),
    onSuccess,
  });
  return { seeAll, see, forget };
}
