import type { Change } from '@/data/dashboards/types';
import type { Draft } from '../store/draft';
import { same, sameButPlace, type Entry } from './fields';

/** What somebody made of a page, entry by entry. */
export function changesOf(page: string, before: Draft | null, after: Draft): Change[] {
  const found: Change[] = [];
  if (before !== null && !same(before.page, after.page)) {
    found.push({ kind: 'changed', what: 'page', id: page, before: before.page, after: after.page });
  }
  for (const id of new Set([...Object.keys(before?.widgets ?? {}), ...Object.keys(after.widgets)])) {
    const [was, is] = [before?.widgets[id], after.widgets[id]];
    if (same(was, is)) continue;
    const entries = was !== undefined && is !== undefined ? ([was, is] as unknown as [Entry, Entry]) : null;
    const kind = entries === null ? (was === undefined ? 'added' : 'removed') : sameButPlace(...entries) ? 'moved' : 'changed';
    found.push({ kind, what: 'widget', id, before: was ?? null, after: is ?? null });
  }
  return found;
}
