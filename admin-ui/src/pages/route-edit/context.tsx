import { createContext, useContext, useSyncExternalStore, type ReactNode } from 'react';
import type { RoutesDocument } from '@/data/routes/types';
import type { Language } from '@/data/routes/tools';
import type { FormStore } from '@/form/store';
import type { Placed } from './check/place';
import type { Draft } from './draft';
import type { Vocabulary } from './pipeline/check';
import type { ChosenPreview } from './preview/use-route-preview';

export interface RouteEdit {
  store: FormStore;
  /** The file the route is part of. */
  document: RoutesDocument;
  /** Its name where it is already known by one. */
  label: string | null;
  findings: readonly Placed[];
  /** undefined while it is not known. */
  language: Language | undefined;
  vocabulary: Vocabulary;
  preview: ChosenPreview;
}

const Context = createContext<RouteEdit | null>(null);

export function RouteEditProvider({ value, children }: { value: RouteEdit; children: ReactNode }) {
  return <Context value={value}>{children}</Context>;
}

export function useRouteEdit(): RouteEdit {
  const edit = useContext(Context);
  if (edit === null) throw new Error('used outside the route editor');
  return edit;
}

/** One field of the route and how to set it; re-renders when it becomes another one. */
export function useDraft<K extends keyof Draft>(field: K): [Draft[K], (next: Draft[K]) => void] {
  const { store } = useRouteEdit();
  const value = useSyncExternalStore(store.subscribe, () => store.get(`/${field}`)) as Draft[K];
  return [value, (next) => store.set(`/${field}`, next)];
}

/** The whole route as it is edited now. */
export function useWholeDraft(): Draft {
  const { store } = useRouteEdit();
  return useSyncExternalStore(store.subscribe, () => store.value) as Draft;
}
