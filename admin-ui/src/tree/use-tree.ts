import { useSessionStorage } from '@mantine/hooks';
import { useCallback, useMemo, useState } from 'react';
import { pageKey, useNodePages, type WantedPage } from '@/data/nodes/queries';
import type { NodeList } from '@/data/nodes/types';
import { isBelow } from './paths';
import { below, treeRows, type Row } from './rows';

const MOST_PATHS = 1500;

interface Seen {
  list: NodeList;
  start: number;
}

/** A list of nodes and what is unfolded below it, read page by page as it comes into view. */
export function useTree(id: string, root: NodeList) {
  const name = JSON.stringify(root);
  const [openList, setOpen] = useSessionStorage<string[]>({
    key: `dinrail-open-${id}-${name}`,
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  const open = useMemo(() => new Set(openList), [openList]);
  const [view, setView] = useState<{ seen: Seen[]; visible: ReadonlySet<string> }>({ seen: [], visible: new Set() });
  const wanted = useMemo(() => {
    const lists = new Set([root, ...openList.map(below)].map((list) => JSON.stringify(list)));
    const firsts = [root, ...openList.map(below)].map((list) => ({ list, start: 0 }));
    const later = view.seen.filter(({ list, start }) => start > 0 && lists.has(JSON.stringify(list)));
    return [...firsts, ...later].map<WantedPage>((page) => ({
      ...page,
      visible: view.visible.has(pageKey(page.list, page.start)),
    }));
    // The list is told by its name; callers make it anew each time.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [name, openList, view]);
  const pages = useNodePages(id, wanted);
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const rows = useMemo(() => treeRows(root, open, pages), [name, open, pages]);
  const toggle = useCallback(
    (path: string) =>
      setOpen((before) =>
        before.includes(path) ? before.filter((other) => other !== path && !isBelow(other, path)) : [...before, path],
      ),
    [setOpen],
  );
  /** Takes note of the lines in view; a page that comes into view is read. */
  const look = useCallback(
    (lines: readonly Row[]) =>
      setView((before) => {
        const now = new Map(lines.map(({ list, start }) => [pageKey(list, start), { list, start }]));
        if (now.size === before.visible.size && [...now.keys()].every((key) => before.visible.has(key))) return before;
        const known = new Set(before.seen.map(({ list, start }) => pageKey(list, start)));
        const fresh = [...now].flatMap(([key, page]) => (known.has(key) ? [] : [page]));
        return { seen: [...before.seen, ...fresh], visible: new Set(now.keys()) };
      }),
    [],
  );
  const paths = useMemo(() => {
    const nodes = [...view.visible].flatMap((key) => pages.get(key)?.page?.nodes ?? []);
    return [...new Set(nodes.map(({ path }) => path))].toSorted().slice(0, MOST_PATHS);
  }, [view.visible, pages]);
  const first = pages.get(pageKey(root, 0));
  return {
    rows,
    toggle,
    look,
    /** Of the nodes on the pages in view. */
    paths,
    first: first?.page,
    error: first?.page === undefined ? (first?.error ?? null) : null,
    stale: first?.page !== undefined && first.error !== null ? first.error : null,
    pending: first?.page === undefined && !first?.error,
    closeAll: () => setOpen([]),
  };
}

export type Tree = ReturnType<typeof useTree>;
