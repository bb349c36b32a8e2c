import type { KeyboardEvent } from 'react';
import type { PointView } from '@/data/points/types';
import type { Row } from './rows';

interface Grid {
  rows: Row[];
  active: number;
  /** Lines in one screenful. */
  page: number;
  move: (index: number) => void;
  open: (row: Row) => void;
  onToggle: (address: string) => void;
  onWrite: (point: PointView) => void;
}

/** Keys of a tree grid: arrows move and fold, Enter opens, w writes. */
export function handleKey(event: KeyboardEvent, grid: Grid): void {
  if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
  const action = actionOf(event.key, grid);
  if (action === undefined) return;
  event.preventDefault();
  action();
}

function actionOf(key: string, grid: Grid): (() => void) | undefined {
  const { rows, active, page, move } = grid;
  const row = rows[active];
  switch (key) {
    case 'ArrowDown':
      return () => move(active + 1);
    case 'ArrowUp':
      return () => move(active - 1);
    case 'PageDown':
      return () => move(active + page);
    case 'PageUp':
      return () => move(active - page);
    case 'Home':
      return () => move(0);
    case 'End':
      return () => move(rows.length - 1);
    case 'ArrowRight':
      return row?.kind === 'branch' ? () => (row.open ? move(active + 1) : grid.onToggle(row.address)) : undefined;
    case 'ArrowLeft':
      return row === undefined
        ? undefined
        : () => (row.kind === 'branch' && row.open ? grid.onToggle(row.address) : move(parentOf(rows, active)));
    case 'Enter':
    case ' ':
      return row === undefined ? undefined : () => grid.open(row);
    case 'w':
      return row?.kind === 'point' && row.point.writable ? () => grid.onWrite(row.point) : undefined;
    default:
      return undefined;
  }
}

/** Index of the branch a line belongs to; itself at the top level. */
export function parentOf(rows: readonly Row[], index: number): number {
  const depth = rows[index]?.depth ?? 0;
  const parent = rows.findLastIndex((row, place) => place < index && row.kind === 'branch' && row.depth < depth);
  return parent === -1 ? index : parent;
}
