import { useDebouncedValue, useSessionStorage } from '@mantine/hooks';
import { useCallback, useMemo } from 'react';
import { usePointSearch, useTreeLevels } from '@/data/points/queries';
import { nextLevel, searchRows, totalOf, treeRows } from './rows';

const ROOT = '';
/** Opening very many branches at once would ask the gateway for as many levels. */
const MOST_AT_ONCE = 50;

/** Lines to show: the tree with its open branches, or what a search found. */
export function useRows(search: string) {
  const [openList, setOpenList] = useSessionStorage<string[]>({
    key: 'dinrail-points-open',
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  const open = useMemo(() => new Set(openList), [openList]);
  const [wanted] = useDebouncedValue(search.trim(), 200);
  const levels = useTreeLevels(useMemo(() => [ROOT, ...openList], [openList]));
  const found = usePointSearch(wanted);
  const searching = wanted !== '';
  const points = useMemo(() => found.data?.pages.flatMap((page) => page.items) ?? [], [found.data]);
  const tree = useMemo(() => treeRows(levels, open), [levels, open]);
  const rows = useMemo(() => (searching ? searchRows(points) : tree), [searching, points, tree]);
  const toggle = useCallback(
    (address: string) =>
      setOpenList((before) => (before.includes(address) ? before.filter((other) => other !== address) : [...before, address])),
    [setOpenList],
  );
  const root = levels[0];
  return {
    rows,
    searching,
    total: totalOf(levels),
    matches: found.data?.pages[0]?.total,
    pending: searching ? found.isPending : root?.loading === true,
    error: searching ? found.error : root?.level === undefined ? (root?.error ?? null) : null,
    more: searching && found.hasNextPage && !found.isFetchingNextPage ? () => void found.fetchNextPage() : undefined,
    toggle,
    openNext: () => setOpenList((before) => [...before, ...nextLevel(tree).slice(0, MOST_AT_ONCE)]),
    closeAll: () => setOpenList([]),
  };
}
