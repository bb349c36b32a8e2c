import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { conflictOf } from '@/data/routes/conflict';
import { applyEdit, type RouteEdit } from '@/data/routes/edits';
import { isContested, mergeOnTop } from '@/data/routes/merge';
import { useDeleteRoute, useSaveRoute, useSaveRoutes } from '@/data/routes/mutations';
import { ROUTES_KEY } from '@/data/routes/queries';
import type { RoutesDocument, RoutesView } from '@/data/routes/types';
import { useNotify } from '@/ui/notify';

/** Somebody else changed the same route while I did. */
export interface Contest {
  base: RoutesDocument;
  mine: RoutesDocument;
  theirs: RoutesView;
}

/** Somebody else can be faster again while a merged version is on its way. */
const ATTEMPTS = 3;

/**
 * Changes of single routes, shown at once and sent one after the other.
 *
 * What somebody else changed elsewhere in the meantime is kept without a word; the same route twice is a contest.
 */
export function useEdits(view: RoutesView | undefined) {
  const client = useQueryClient();
  const { failed } = useNotify();
  const { mutateAsync: saveRoute } = useSaveRoute();
  const { mutateAsync: deleteRoute } = useDeleteRoute();
  const { mutateAsync: saveRoutes } = useSaveRoutes();
  const [pending, setPending] = useState<RouteEdit[]>([]);
  const [contest, setContest] = useState<Contest | null>(null);
  const queue = useRef<Promise<unknown>>(Promise.resolve());

  const send = useCallback(
    (edit: RouteEdit, { document, revision }: RoutesView): Promise<RoutesView> => {
      if (edit.kind === 'replace') return saveRoute({ label: edit.label, route: edit.route, revision });
      if (edit.kind === 'remove') return deleteRoute({ label: edit.label, revision });
      if (edit.kind === 'add') return saveRoute({ label: null, route: edit.route, revision, position: edit.position });
      return saveRoutes({ document: applyEdit(document, edit), revision });
    },
    [saveRoute, deleteRoute, saveRoutes],
  );

  const perform = useCallback(
    async (edit: RouteEdit): Promise<boolean> => {
      const base = client.getQueryData<RoutesView>([...ROUTES_KEY, 'document']);
      if (base === undefined) return false;
      const mine = applyEdit(base.document, edit);
      let next = () => send(edit, base);
      for (let attempt = 1; ; attempt += 1) {
        try {
          // oxlint-disable-next-line no-await-in-loop -- each attempt begins with what the last one learnt
          await next();
          return true;
        } catch (error) {
          const theirs = conflictOf(error)?.current;
          if (theirs === undefined || attempt === ATTEMPTS) throw error;
          if (isContested(base.document, mine, theirs.document)) {
            setContest({ base: base.document, mine, theirs });
            return false;
          }
          const document = mergeOnTop(base.document, mine, theirs.document);
          next = () => saveRoutes({ document, revision: theirs.revision });
        }
      }
    },
    [client, send, saveRoutes],
  );

  const told = useRef(failed);
  useEffect(() => {
    told.current = failed;
  });
  /** Resolves to whether it was stored; failures are told. */
  const run = useCallback(
    (edit: RouteEdit): Promise<boolean> => {
      setPending((before) => [...before, edit]);
      const turn = queue.current
        .then(() => perform(edit))
        .catch((error: unknown) => {
          told.current(error);
          return false;
        })
        .finally(() => setPending((before) => before.filter((other) => other !== edit)));
      queue.current = turn;
      return turn;
    },
    [perform],
  );

  const document = useMemo(() => (view === undefined ? undefined : pending.reduce(applyEdit, view.document)), [view, pending]);
  return { document, run, contest, close: () => setContest(null), busy: pending.length > 0 };
}
