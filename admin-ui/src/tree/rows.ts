import { pageKey, type PageState } from '@/data/nodes/queries';
import { PAGE } from '@/data/nodes/calls';
import type { NodeList, TreeNode } from '@/data/nodes/types';

interface Place {
  /** Unique among the lines, also where one node is shown twice. */
  key: string;
  depth: number;
  /** Place among its siblings, from 0, and how many these are. */
  index: number;
  siblings: number;
  /** Where it was or is to be read. */
  list: NodeList;
  start: number;
}

export interface NodeRow extends Place {
  kind: 'node';
  node: TreeNode;
  open: boolean;
}

/** A line whose page has not been read yet. */
export interface GapRow extends Place {
  kind: 'gap';
}

/** Says that a level is being read, could not be, or has nothing. */
export interface NoteRow extends Place {
  kind: 'loading' | 'failed' | 'empty';
  error: Error | null;
}

export type Row = NodeRow | GapRow | NoteRow;

/** The level below a node. */
export const below = (path: string): NodeList => ({ kind: 'children', path });

/** Lines of a list and of the levels that are open below it, from the top; gaps stand for pages not read yet. */
export function treeRows(root: NodeList, open: ReadonlySet<string>, pages: ReadonlyMap<string, PageState>): Row[] {
  const rows: Row[] = [];
  const addList = (list: NodeList, depth: number, above: string) => {
    const first = pages.get(pageKey(list, 0));
    const note = { key: `${above}?`, depth, index: 0, siblings: 1, list, start: 0, error: first?.error ?? null };
    // What was read once stays when it cannot be read again.
    if (first?.page === undefined) rows.push({ ...note, kind: first?.error ? 'failed' : 'loading' });
    else if (first.page.total === 0) rows.push({ ...note, kind: 'empty' });
    else for (let index = 0; index < totalOf(list, first.page.total, pages); index += 1) addLine(list, index, depth, above);
  };
  const addLine = (list: NodeList, index: number, depth: number, above: string) => {
    const start = list.kind === 'search' ? 0 : index - (index % PAGE);
    const node = pages.get(pageKey(list, start))?.page?.nodes[index - start];
    const siblings = pages.get(pageKey(list, 0))?.page?.total ?? 1;
    if (node === undefined) {
      rows.push({ kind: 'gap', key: `${above}#${index}`, depth, index, siblings, list, start });
      return;
    }
    const key = `${above}/${node.path}`;
    const isOpen = node.expandable === true && open.has(node.path);
    rows.push({ kind: 'node', key, depth, index, siblings, list, start, node, open: isOpen });
    if (isOpen) addList(below(node.path), depth + 1, key);
  };
  addList(root, 0, '');
  return rows;
}

/** A list that does not know its length yet grows with each page. */
function totalOf(list: NodeList, first: number, pages: ReadonlyMap<string, PageState>): number {
  if (list.kind !== 'places') return first;
  let total = first;
  for (let start = PAGE; start < total; start += PAGE) total = pages.get(pageKey(list, start))?.page?.total ?? total;
  return total;
}
