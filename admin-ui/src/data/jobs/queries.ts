import { useQuery } from '@tanstack/react-query';
import type { Reason } from '../errors';
import { get } from '../http';

export const JOBS_KEY = ['jobs'] as const;
export const ALL_JOBS_KEY = ['jobs', 'all'] as const;

/** A long operation; progress 0 … 1, times in Unix ms. */
export interface Job {
  id: string;
  kind: string;
  instance: string;
  by: string;
  state: 'running' | 'done' | 'failed';
  step: string;
  progress: number;
  started: number;
  ended: number | null;
  error: Reason | null;
  result: Record<string, unknown>;
}

const WATCHED_MS = 500;
const BUSY_MS = 1500;
const CALM_MS = 15_000;

/** The youngest first; the live socket brings changes, asked often while one runs all the same. */
export function useJobs() {
  return useQuery({
    queryKey: ALL_JOBS_KEY,
    queryFn: ({ signal }) => get<Job[]>('/api/jobs', signal),
    refetchInterval: ({ state }) => (state.data?.some((job) => job.state === 'running') ? BUSY_MS : CALM_MS),
  });
}

/** One that somebody waits for. */
export function useJob(id: string | null) {
  return useQuery({
    queryKey: [...JOBS_KEY, id],
    queryFn: ({ signal }) => get<Job>(`/api/jobs/${encodeURIComponent(id ?? '')}`, signal),
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data && state.data.state !== 'running' ? false : WATCHED_MS),
  });
}
