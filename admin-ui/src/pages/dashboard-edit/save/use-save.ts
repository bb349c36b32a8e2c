import { useRef, useState } from 'react';
import * as calls from '@/data/dashboards/calls';
import { conflictOf, isPageTaken, takenIds } from '@/data/dashboards/conflict';
import { useSaveContent } from '@/data/dashboards/mutations';
import { freeId, widgetsOf } from '@/data/dashboards/order';
import type { Change, PagesView, WidgetsView } from '@/data/dashboards/types';
import { ownIds as idsOfPage } from '@/pages/dashboard/new/own-ids';
import { changesOf } from '../merge/changes';
import { merge, ownIds, renamed, withIds, type Choices, type Contest } from '../merge/merge';
import type { Draft } from '../store/draft';
import type { EditorStore } from '../store/editor-store';

/** What is stored of the page now; `page` is null when somebody removed it. */
export interface Stored {
  rev: number;
  page: Draft | null;
  /** Ids of widgets on other pages. */
  elsewhere: ReadonlySet<string>;
}

/** Somebody else stored the page since the draft began. */
export interface Met {
  by: string | null;
  at: number | null;
  stored: Stored;
  changes: Change[];
  contests: Contest[];
}

export function storedOf(id: string, pages: PagesView, widgets: WidgetsView): Stored {
  const page = pages.pages[id];
  const own = widgetsOf(widgets.widgets, id);
  return {
    rev: Math.min(pages.rev, widgets.rev),
    page: page === undefined ? null : { page, widgets: own },
    elsewhere: new Set(Object.keys(widgets.widgets).filter((name) => !(name in own))),
  };
}

interface Ends {
  onSaved: () => void;
  /** The id was not free: it is stored under another one. */
  onMoved: (page: string) => void;
}

/** Stores the draft as one version, together with what others stored meanwhile; asks where two want something different. */
export function useSave(store: EditorStore, page: string, firstRev: number, { onSaved, onMoved }: Ends) {
  const { mutateAsync } = useSaveContent();
  const [rev, setRev] = useState(firstRev);
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [met, setMet] = useState<Met | null>(null);
  const [merged, setMerged] = useState<Met | null>(null);
  const refused = useRef(new Set<string>());

  /** The draft goes on from what is stored now. */
  const take = (stored: Stored, choices: Choices) => {
    const { base } = store;
    const theirs = stored.page;
    setRev(stored.rev);
    if (theirs === null) return;
    const names = ownIds(base, store.get().draft, theirs, stored.elsewhere);
    store.rebase(theirs, (draft) => merge(base, withIds(draft, names), theirs, choices).draft);
  };

  const look = async (): Promise<Stored> => {
    const [pages, widgets] = await Promise.all([calls.fetchPages(), calls.fetchWidgets()]);
    return storedOf(page, pages, widgets);
  };
  const sendElsewhere = async (draft: Draft, tried: readonly string[]): Promise<void> => {
    const { rev: now, pages } = await calls.fetchPages();
    const id = freeId(page, (name) => tried.includes(name) || name in pages);
    try {
      await mutateAsync({ id, content: idsOfPage(id, draft), rev: now });
      onMoved(id);
    } catch (failed) {
      if (!isPageTaken(failed)) throw failed;
      await sendElsewhere(draft, [...tried, id]);
    }
  };
  const send = async (on: number): Promise<void> => {
    const { draft } = store.get();
    try {
      const answer = await mutateAsync({ id: page, content: draft, rev: on });
      setRev(answer.rev);
      setMet(null);
      store.markSaved(draft);
      // A new page already has the widgets that waited for it.
      const { page: settings, widgets } = answer;
      if (Object.keys(widgets).some((id) => !(id in draft.widgets))) {
        const theirs = { page: settings, widgets };
        store.rebase(theirs, (mine) => merge(draft, mine, theirs, {}).draft);
      }
      onSaved();
    } catch (failed) {
      if (isPageTaken(failed)) {
        await sendElsewhere(draft, [page]);
        return;
      }
      for (const id of takenIds(failed)) refused.current.add(id);
      const names = takenIds(failed).length > 0 ? renamed(store.base, draft, refused.current) : null;
      if (names !== null) {
        store.rebase(store.base, (mine) => withIds(mine, names));
        await send(on);
        return;
      }
      const conflict = conflictOf(failed);
      if (conflict === undefined) throw failed;
      const stored = await look();
      if (stored.rev <= on) throw failed;
      const { base } = store;
      const removed = base !== null && stored.page === null;
      const changes = stored.page === null ? [] : changesOf(page, base, stored.page);
      const contests = stored.page === null ? [] : contestsOf(store, stored.page, stored.elsewhere);
      const found = { by: conflict.by, at: conflict.at, stored, changes, contests };
      if (removed || contests.length > 0) {
        setMet(found);
        return;
      }
      take(stored, {});
      if (changes.length > 0) setMerged(found);
      if (store.get().dirty) await send(stored.rev);
    }
  };
  const attempt = async (what: () => Promise<void>): Promise<void> => {
    setError(null);
    setPending(true);
    try {
      await what();
    } catch (failed) {
      setMet(null);
      setError(failed);
    } finally {
      setPending(false);
    }
  };
  const save = () => attempt(() => send(rev));
  /** Goes on with both versions, contested things as chosen. */
  const settle = (found: Met, choices: Choices) =>
    attempt(async () => {
      take(found.stored, choices);
      setMet(null);
      if (found.stored.page !== null) setMerged(found);
      if (found.stored.page === null || store.get().dirty) await send(found.stored.rev);
    });
  /** What is stored now takes the place of the draft; undo brings own changes back. */
  const adopt = (stored: Stored) => {
    const contests = stored.page === null ? [] : contestsOf(store, stored.page, stored.elsewhere);
    take(stored, Object.fromEntries(contests.map(({ id }) => [id, 'mine'])));
    setMet(null);
    if (stored.page !== null) store.change(stored.page);
  };
  /** Takes the page away; what others did to other pages meanwhile is no reason against it. */
  const remove = async (): Promise<void> => {
    try {
      await calls.deletePage(page, rev);
    } catch (failed) {
      if (conflictOf(failed) === undefined) throw failed;
      const stored = await look();
      if (stored.page === null) return;
      if (changesOf(page, store.base, stored.page).length > 0) throw failed;
      await calls.deletePage(page, stored.rev);
    }
  };
  return {
    save,
    remove,
    settle,
    adopt,
    pending,
    error,
    met,
    merged,
    rev,
    dismiss: () => setMet(null),
    seen: () => setMerged(null),
  };
}

function contestsOf(store: EditorStore, theirs: Draft, elsewhere: ReadonlySet<string>): Contest[] {
  const { base } = store;
  const { draft } = store.get();
  return merge(base, withIds(draft, ownIds(base, draft, theirs, elsewhere)), theirs, {}).contests;
}
