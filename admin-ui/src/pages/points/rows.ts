import type { OpenLevel } from '@/data/points/queries';
import type { PointView, TreeChild } from '@/data/points/types';

export interface BranchRow {
  kind: 'branch';
  key: string;
  depth: number;
  address: string;
  name: string;
  count: number;
  open: boolean;
}

export interface PointRow {
  kind: 'point';
  key: string;
  depth: number;
  name: string;
  point: PointView;
}

/** A level that is being fetched or could not be. */
export interface NoteRow {
  kind: 'loading' | 'failed';
  key: string;
  depth: number;
  address: string;
  error: Error | null;
}

export type Row = BranchRow | PointRow | NoteRow;

/** The device's own name of a segment. */
export function readableSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The lines of a tree of which some levels are open, from the top; `levels` holds what was fetched by path. */
export function treeRows(levels: readonly OpenLevel[], open: ReadonlySet<string>): Row[] {
  const byPath = new Map(levels.map((level) => [level.path, level]));
  const rows: Row[] = [];
  const addLevel = (path: string, depth: number) => {
    const level = byPath.get(path);
    if (level?.level === undefined) {
      const kind = level?.error ? 'failed' : 'loading';
      rows.push({ kind, key: `${kind} ${path}`, depth, address: path, error: level?.error ?? null });
      return;
    }
    for (const child of level.level.children) addChild(child, depth);
  };
  const addChild = (child: TreeChild, depth: number) => {
    const name = readableSegment(child.segment);
    if (child.point) rows.push({ kind: 'point', key: `point ${child.address}`, depth, name, point: child.point });
    if (child.leaf) return;
    const isOpen = open.has(child.address);
    rows.push({
      kind: 'branch',
      key: `branch ${child.address}`,
      depth,
      address: child.address,
      name,
      count: child.count,
      open: isOpen,
    });
    if (isOpen) addLevel(child.address, depth + 1);
  };
  addLevel('', 0);
  return rows;
}

export function searchRows(points: readonly PointView[]): Row[] {
  return points.map((point) => ({ kind: 'point', key: `point ${point.address}`, depth: 0, name: point.address, point }));
}

/** Addresses of the branches that opening "one level" would open: the closed ones nearest to the root. */
export function nextLevel(rows: readonly Row[]): string[] {
  const closed = rows.filter((row): row is BranchRow => row.kind === 'branch' && !row.open);
  const depth = Math.min(...closed.map((row) => row.depth));
  return closed.filter((row) => row.depth === depth).map((row) => row.address);
}

/** All points of the data space as the root level counts them; undefined until it is known. */
export function totalOf(levels: readonly OpenLevel[]): number | undefined {
  const root = levels.find((level) => level.path === '')?.level;
  return root?.children.reduce((sum, child) => sum + child.count, 0);
}
