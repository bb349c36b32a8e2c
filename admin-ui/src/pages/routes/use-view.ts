import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { statesOf, type RouteFilter } from './filter';
import type { RouteState } from './state';

export const TABS = ['list', 'flow', 'sources', 'file'] as const;
export type Tab = (typeof TABS)[number];

/** Tab, filter and opened route live in the page's address, so they survive a reload and can be sent to somebody. */
export function useView() {
  const [params, setParams] = useSearchParams();
  return useMemo(() => {
    const set = (changes: Record<string, string>) => {
      const next = new URLSearchParams(params);
      for (const [name, value] of Object.entries(changes)) {
        if (value === '') next.delete(name);
        else next.set(name, value);
      }
      setParams(next, { replace: true });
    };
    const filter: RouteFilter = {
      text: params.get('q') ?? '',
      source: params.get('source') ?? '',
      target: params.get('target') ?? '',
      states: statesOf(params.get('state')),
    };
    return {
      tab: TABS.find((name) => name === params.get('tab')) ?? 'list',
      setTab: (tab: Tab) => set({ tab: tab === 'list' ? '' : tab, at: '' }),
      filter,
      setText: (text: string) => set({ q: text }),
      setSource: (source: string) => set({ source }),
      setTarget: (target: string) => set({ target }),
      toggle: (state: RouteState) => {
        const others = filter.states.filter((other) => other !== state);
        set({ state: (filter.states.includes(state) ? others : [...others, state]).join(',') });
      },
      reset: () => set({ q: '', source: '', target: '', state: '' }),
      /** The list, narrowed to what leads from and to these; empty means any. */
      showBetween: (source: string, target: string) => set({ tab: '', at: '', q: '', state: '', source, target }),
      /** Label of the route whose details are open. */
      route: params.get('route'),
      openRoute: (label: string) => set({ route: label }),
      closeRoute: () => set({ route: '' }),
      openSource: (id: string) => set({ tab: 'sources', at: id, route: '' }),
      /** The source that was asked for. */
      at: params.get('at'),
    };
  }, [params, setParams]);
}

export type RoutesViewState = ReturnType<typeof useView>;
