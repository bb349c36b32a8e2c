import { ApiError } from '../errors';
import type { Change } from './types';

/** Somebody else was faster: who, when (Unix ms), and what they changed. */
export interface Conflict {
  /** null for an edit of the file itself. */
  by: string | null;
  at: number | null;
  /** Revision that is stored now. */
  rev: number | null;
  diff: Change[];
}

/** Whether a page was refused because its id belongs to one that the asker does not see. */
export const isPageTaken = (error: unknown): boolean =>
  error instanceof ApiError && error.status === 409 && error.reason.key === 'id_taken';

/** Ids of widgets that were refused because another widget has them: on another page, or one the asker does not see. */
export function takenIds(error: unknown): string[] {
  if (!(error instanceof ApiError) || error.status !== 422) return [];
  const { errors } = error.body;
  const places: { key?: unknown; path?: unknown }[] = Array.isArray(errors) ? errors : [];
  return places.flatMap(({ key, path }) => {
    const found = key === 'id_taken' || key === 'widget_taken' ? /^\/widgets\/(\w+)$/.exec(String(path)) : null;
    return found?.[1] === undefined ? [] : [found[1]];
  });
}

/** The conflict a refused change ran into; undefined when it failed for another reason. */
export function conflictOf(error: unknown): Conflict | undefined {
  if (!(error instanceof ApiError) || error.status !== 409 || error.reason.key !== 'conflict') return undefined;
  const { by, at, rev } = error.reason.params ?? {};
  const { diff, rev: stored } = error.body as { diff?: unknown; rev?: unknown };
  return {
    by: typeof by === 'string' ? by : null,
    at: typeof at === 'number' ? at : null,
    rev: typeof stored === 'number' ? stored : typeof rev === 'number' ? rev : null,
    diff: Array.isArray(diff) ? (diff as Change[]) : [],
  };
}
