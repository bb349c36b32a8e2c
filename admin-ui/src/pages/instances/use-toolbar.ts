import { useLocalStorage } from '@mantine/hooks';
import { useSearchParams } from 'react-router';
import type { StatusName } from '@/data/instances/types';
import { statusesOf, type Filter } from './filter';

export type View = 'tiles' | 'table';

/** Search and filter live in the page's address, so they survive a reload and can be sent to somebody. */
export function useToolbar() {
  const [params, setParams] = useSearchParams();
  const [view, setView] = useLocalStorage<View>({
    key: 'dinrail-instances-view',
    defaultValue: 'tiles',
    getInitialValueInEffect: false,
  });
  const filter: Filter = { text: params.get('q') ?? '', statuses: statusesOf(params.get('status')) };
  const set = (name: string, value: string) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  return {
    view,
    setView,
    filter,
    setText: (text: string) => set('q', text),
    toggle: (name: StatusName) => {
      const others = filter.statuses.filter((other) => other !== name);
      set('status', (filter.statuses.includes(name) ? others : [...others, name]).join(','));
    },
    reset: () => setParams({}, { replace: true }),
  };
}

export type ToolbarState = ReturnType<typeof useToolbar>;
