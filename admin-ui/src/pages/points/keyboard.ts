import type { KeyboardEvent } from 'react';
import type { PointView } from '@/data/points/types';
import { handleGridKey, parentOf } from '@/ui/grid-keys';
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
  handleGridKey(event, { ...grid, count: grid.rows.length }, (key) => actionOf(key, grid));
}

function actionOf(key: string, grid: Grid): (() => void) | undefined {
  const { rows, active, move } = grid;
  const row = rows[active];
  switch (key) {
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
