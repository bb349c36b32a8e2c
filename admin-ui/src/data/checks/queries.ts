import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post } from '../http';
import type { Reason } from '../errors';

const CHECKS_KEY = ['checks'] as const;

export type CheckState = 'ok' | 'warning' | 'error' | 'unknown';

export interface Check {
  id: string;
  title: Record<string, string>;
  state: CheckState;
  reasons: Reason[];
  /** Unix ms, 0 before the first look. */
  checked: number;
  fix: boolean;
  fix_title: Record<string, string>;
}

const SEVERITY: Record<CheckState, number> = { error: 0, warning: 1, unknown: 2, ok: 3 };

/** What needs a person first. */
export function worstFirst(checks: readonly Check[]): Check[] {
  return checks.toSorted((a, b) => SEVERITY[a.state] - SEVERITY[b.state] || a.id.localeCompare(b.id));
}

export function useChecks() {
  return useQuery({
    queryKey: CHECKS_KEY,
    queryFn: ({ signal }) => get<Check[]>('/api/checks', signal),
    refetchInterval: 60_000,
  });
}

export function useCheckActions() {
  const client = useQueryClient();
  const run = useMutation({
    mutationFn: () => post<Check[]>('/api/checks/run'),
    onSuccess: (checks) => client.setQueryData(CHECKS_KEY, checks),
  });
  const fix = useMutation({
    mutationFn: (id: string) => post<{ done: Reason; check: Check }>(`/api/checks/${encodeURIComponent(id)}/fix`),
    onSettled: () => client.invalidateQueries({ queryKey: CHECKS_KEY }),
  });
  return { run, fix };
}
