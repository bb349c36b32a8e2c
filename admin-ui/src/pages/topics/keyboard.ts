import type { KeyboardEvent } from 'react';
import { handleGridKey, parentOf } from '@/ui/grid-keys';
import type { Row } from './tree';

interface Grid {
  rows: readonly Row[];
  active: number;
  /** Lines in one screenful. */
  page: number;
  move: (index: number) => void;
  toggle: (row: Row) => void;
  look: (row: Row) => void;
}

/** Keys of the tree: arrows move and fold, Enter looks at a topic. */
export function handleKey(event: KeyboardEvent, grid: Grid): void {
  handleGridKey(event, { ...grid, count: grid.rows.length }, (key) => actionOf(key, grid));
}

function actionOf(key: string, { rows, active, move, toggle, look }: Grid): (() => void) | undefined {
  const row = rows[active];
  if (row === undefined) return undefined;
  switch (key) {
    case 'ArrowRight':
      return row.open === undefined ? undefined : () => (row.open ? move(active + 1) : toggle(row));
    case 'ArrowLeft':
      return () => (row.open ? toggle(row) : move(parentOf(rows, active)));
    case ' ':
      return row.open === undefined ? undefined : () => toggle(row);
    case 'Enter':
      return row.level.topic ? () => look(row) : () => toggle(row);
    default:
      return undefined;
  }
}
