import { useQuery } from '@tanstack/react-query';
import { get } from '../http';
import type { Reason } from '../errors';

export const PROBLEMS_KEY = ['problems'] as const;

/** Something that needs a person: which file or part, where in it, why and since when (Unix ms). */
export interface Problem extends Reason {
  source: string;
  path: string;
  since: number;
}

export function useProblems() {
  return useQuery({
    queryKey: PROBLEMS_KEY,
    queryFn: ({ signal }) => get<Problem[]>('/api/problems', signal),
    staleTime: 30_000,
    refetchInterval: 60_000,
  });
}
