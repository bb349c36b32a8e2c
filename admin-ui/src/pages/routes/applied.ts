import type { RoutesView } from '@/data/routes/types';

export type AppliedStateName = 'applied' | 'waiting' | 'rejected' | 'no_router';

/** What the router made of the stored revision. */
export function appliedState(view: Pick<RoutesView, 'revision' | 'applied'>): AppliedStateName {
  const { applied, revision } = view;
  if (applied?.rejected) return 'rejected';
  if (applied?.rev == null) return 'no_router';
  return applied.rev === revision ? 'applied' : 'waiting';
}
