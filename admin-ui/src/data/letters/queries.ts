import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { ask } from '../calls/ask';
import type { Chosen, LetterPage, LetterState, Tried } from './types';

const PAGE = 100;
const POLL_MS = 5000;
const ASK_S = 15;

/** Letters of an instance, the newest first, a hundred at a time. */
export function useLetters(instance: string, state: LetterState) {
  return useInfiniteQuery({
    queryKey: ['letters', instance, state],
    queryFn: ({ pageParam, signal }) =>
      ask<LetterPage>(instance, 'letters', { state, offset: pageParam, limit: PAGE }, { signal, seconds: ASK_S }),
    initialPageParam: 0,
    getNextPageParam: (last, all) => {
      const shown = all.reduce((sum, page) => sum + page.items.length, 0);
      return last.items.length > 0 && shown < last.total ? shown : undefined;
    },
    refetchInterval: POLL_MS,
    retry: false,
  });
}

export function useLetterCalls(instance: string) {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: ['letters', instance] });
  const resend = useMutation({
    mutationFn: (chosen: Chosen) => ask<{ count: number }>(instance, 'resend', chosen),
    onSettled,
  });
  const discard = useMutation({
    mutationFn: (chosen: Chosen) => ask<{ count: number }>(instance, 'discard', chosen),
    onSettled,
  });
  const test = useMutation({
    mutationFn: (params: { target: string; value: string | number | boolean }) => ask<Tried>(instance, 'send_test', params),
    onSettled,
  });
  return { resend, discard, test };
}
