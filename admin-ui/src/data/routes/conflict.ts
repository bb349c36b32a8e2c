import { ApiError } from '../errors';
import type { DiffEntry, RoutesView } from './types';

/** Somebody else was faster: what is stored now, and what differs from what was sent. */
export interface Conflict {
  current: RoutesView;
  diff: DiffEntry[];
}

/** The conflict a refused change ran into; undefined when it failed for another reason. */
export function conflictOf(error: unknown): Conflict | undefined {
  if (!(error instanceof ApiError) || error.status !== 409) return undefined;
  const { current, diff } = error.body;
  if (typeof current !== 'object' || current === null || !('document' in current)) return undefined;
  return { current: current as RoutesView, diff: Array.isArray(diff) ? (diff as DiffEntry[]) : [] };
}
