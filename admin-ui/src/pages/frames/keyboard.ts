import type { KeyboardEvent } from 'react';
import { handleGridKey, parentOf } from '@/ui/grid-keys';
import type { Row } from './rows';

interface Grid {
  rows: readonly Row[];
  active: number;
  /** Lines in one screenful. */
  page: number;
  move: (index: number) => void;
  toggle: (key: string) => void;
  follow: (row: Row) => void;
}

/** Keys of the list: arrows move and fold, Enter unfolds a frame and follows a signal to its point. */
export function handleKey(event: KeyboardEvent, grid: Grid): void {
  handleGridKey(event, { ...grid, count: grid.rows.length }, (key) => actionOf(key, grid));
}

function actionOf(key: string, { rows, active, move, toggle, follow }: Grid): (() => void) | undefined {
  const row = rows[active];
  if (row === undefined) return undefined;
  const folds = row.kind === 'frame' && row.open !== undefined;
  switch (key) {
    case 'ArrowRight':
      return folds ? () => (row.open ? move(active + 1) : toggle(row.key)) : undefined;
    case 'ArrowLeft':
      return () => (folds && row.open ? toggle(row.key) : move(parentOf(rows, active)));
    case 'Enter':
    case ' ':
      return folds ? () => toggle(row.key) : () => follow(row);
    default:
      return undefined;
  }
}
