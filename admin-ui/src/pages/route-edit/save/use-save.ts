import { useState } from 'react';
import { fieldErrorsOf, type FieldError } from '@/data/errors';
import { conflictOf } from '@/data/routes/conflict';
import { applyEdit, type RouteEdit } from '@/data/routes/edits';
import { isContested, mergeOnTop } from '@/data/routes/merge';
import { useSaveRoute, useSaveRoutes } from '@/data/routes/mutations';
import type { RouteEntry, RoutesDocument, RoutesView } from '@/data/routes/types';
import type { FormStore } from '@/form/store';
import { placeOf } from '../check/place';
import { entryOf, type Draft } from '../draft';

/** Somebody else changed the same route in the meantime. */
export interface Contest {
  base: RoutesDocument;
  mine: RoutesDocument;
  theirs: RoutesView;
}

export interface Target {
  /** null for a route that does not exist yet. */
  label: string | null;
  /** Its place in the list; behind the last one for a new route. */
  index: number;
  /** The file it was read from. */
  base: RoutesView;
  /** The route as it was read. */
  route: RouteEntry | undefined;
}

/** Stores the route. What others changed elsewhere is kept without a word; the same route twice is a contest. */
export function useSave(store: FormStore, target: Target, onSaved: (view: RoutesView, entry: RouteEntry) => void) {
  const one = useSaveRoute();
  const all = useSaveRoutes();
  const [contest, setContest] = useState<Contest | null>(null);
  const [error, setError] = useState<unknown>(null);
  const { label, index, base, route } = target;
  const draft = () => store.value as Draft;

  const refused = (cause: unknown) => {
    const places = fieldErrorsOf(cause).map((found) => atField(found, index, draft()));
    store.setErrors(places.filter((found) => found !== null));
    setError(places.length > 0 && places.every((found) => found !== null) ? null : cause);
  };
  const merge = async (document: RoutesDocument, theirs: RoutesView, entry: RouteEntry) => {
    const merged = mergeOnTop(base.document, document, theirs.document);
    onSaved(await all.mutateAsync({ document: merged, revision: theirs.revision }), entry);
    setContest(null);
  };
  const save = async (): Promise<void> => {
    setError(null);
    const missing = emptyFields(draft());
    store.setErrors(missing);
    if (missing.length > 0) return;
    const entry = entryOf(draft(), route);
    const position = index + 1;
    const edit: RouteEdit = label === null ? { kind: 'add', route: entry, position } : { kind: 'replace', label, route: entry };
    const mine = applyEdit(base.document, edit);
    try {
      const request = { label, route: entry, revision: base.revision };
      onSaved(await one.mutateAsync(label === null ? { ...request, position } : request), entry);
    } catch (cause) {
      const theirs = conflictOf(cause)?.current;
      if (theirs === undefined) refused(cause);
      else if (isContested(base.document, mine, theirs.document)) setContest({ base: base.document, mine, theirs });
      else await merge(mine, theirs, entry).catch(refused);
    }
  };
  return {
    save: () => void save(),
    pending: one.isPending || all.isPending,
    error,
    contest,
    closeContest: () => setContest(null),
    overwrite: () => {
      if (contest !== null) void merge(contest.mine, contest.theirs, entryOf(draft(), route)).catch(setError);
    },
  };
}

function emptyFields({ from, to, quality }: Draft): FieldError[] {
  const errors: FieldError[] = [];
  if (from.every((address) => address.trim() === '')) errors.push({ path: '/from/0', key: 'required' });
  if (to.every((address) => address.trim() === '')) errors.push({ path: '/to/0', key: 'required' });
  if (quality.length === 0) errors.push({ path: '/quality', key: 'required' });
  return errors;
}

/** A refusal at its field; null when it is about something else in the file. */
function atField(error: FieldError, index: number, draft: Draft): FieldError | null {
  const inFile = /^\/routes\/(\d+)(.*)$/.exec(error.path);
  if (inFile !== null && Number(inFile[1]) !== index) return null;
  const place = placeOf(inFile?.[2] ?? error.path, draft);
  return place === '' ? null : { ...error, path: place };
}
