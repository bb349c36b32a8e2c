import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post } from '../http';

export const PANIC_KEY = ['panic'] as const;
export const PANIC_LEVELS = ['writes', 'routes', 'all'] as const;
/** An emergency stop is answered at once or not at all; waiting longer helps nobody. */
const FOLLOW_MS = 500;
const LOOK_MS = 5000;

export type PanicLevel = (typeof PANIC_LEVELS)[number];
export type Where = 'stopped' | 'stopping' | 'running' | 'unknown';

export interface InstanceProgress {
  instance: string;
  step: number;
  where: Where;
}

export interface Panic {
  level: PanicLevel | null;
  /** Unix ms. */
  since: number;
  by: string;
  reason: string;
  damaged: string;
  saved: boolean;
  instances: InstanceProgress[];
}

/** Whether something is still on its way. */
export function unfinished(panic: Panic | undefined): boolean {
  if (panic?.level === 'all') return panic.instances.some((each) => each.where !== 'stopped');
  return panic?.level === null && panic.instances.some((each) => each.where === 'stopping');
}

/** The latch; asked by itself, so that it is known while the live connection is away. */
export function usePanic() {
  return useQuery({
    queryKey: PANIC_KEY,
    queryFn: ({ signal }) => get<Panic>('/api/admin/panic', signal),
    refetchInterval: ({ state }) => (unfinished(state.data) ? FOLLOW_MS : LOOK_MS),
    refetchIntervalInBackground: false,
    staleTime: FOLLOW_MS,
  });
}

export function useSetPanic() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { level: PanicLevel; reason: string }) => post<Panic>('/api/admin/panic', body),
    onSuccess: (panic) => client.setQueryData(PANIC_KEY, panic),
  });
}

export function useResetPanic() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => post<Panic>('/api/admin/panic/reset'),
    onSuccess: async (panic) => {
      client.setQueryData(PANIC_KEY, panic);
      await client.invalidateQueries({ queryKey: ['instances'] });
    },
  });
}
