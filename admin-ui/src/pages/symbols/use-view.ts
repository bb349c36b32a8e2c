import { useDebouncedValue } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { NodeList, Tick } from '@/data/nodes/types';

export type ViewName = 'tree' | 'ticked' | 'types';

const ROOT: NodeList = { kind: 'children', path: '' };

/** What is looked at, as the address of the page says: the tree, what is ticked, types, one type's places, a search. */
export function useView(ticks: readonly Tick[]) {
  const [params, setParams] = useSearchParams();
  const search = params.get('q') ?? '';
  const type = params.get('type');
  const given = params.get('view');
  const view: ViewName = given === 'ticked' || given === 'types' ? given : 'tree';
  const [wanted] = useDebouncedValue(search.trim(), 250);
  // Lines that are unticked here stay until one comes back.
  const [held, setHeld] = useState(ticks);
  const root = useMemo<NodeList | null>(() => {
    if (wanted !== '') return { kind: 'search', text: wanted };
    if (view === 'ticked') return { kind: 'selected', ticks: held };
    if (view === 'types') return type === null ? null : { kind: 'places', type };
    return ROOT;
  }, [wanted, view, type, held]);
  const set = (changes: Record<string, string>) => setParams(changes, { replace: true });
  return {
    root,
    name: JSON.stringify(root),
    view,
    search,
    type,
    setSearch: (q: string) =>
      set({ ...(view === 'tree' ? {} : { view }), ...(type === null ? {} : { type }), ...(q === '' ? {} : { q }) }),
    setView: (next: ViewName) => {
      setHeld(ticks);
      set(next === 'tree' ? {} : { view: next });
    },
    openType: (name: string) => setParams({ view: 'types', type: name }),
  };
}

export type View = ReturnType<typeof useView>;
