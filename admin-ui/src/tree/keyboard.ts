import type { KeyboardEvent } from 'react';
import { handleGridKey, parentOf } from '@/ui/grid-keys';
import type { Row } from './rows';

interface Grid {
  rows: readonly Row[];
  active: number;
  /** Lines in one screenful. */
  page: number;
  move: (index: number) => void;
  toggle: (path: string) => void;
  tick: (row: Row) => void;
  detail: (row: Row) => void;
  /** What was typed so far, with one more letter. */
  typed: (letter: string) => string;
}

/** Keys of a tree grid: arrows move and fold, Space ticks, Enter opens, letters go to the next name that begins so. */
export function handleKey(event: KeyboardEvent, grid: Grid): void {
  handleGridKey(event, { ...grid, count: grid.rows.length }, (key) => actionOf(key, grid));
}

function actionOf(key: string, grid: Grid): (() => void) | undefined {
  const { rows, active, move } = grid;
  const row = rows[active];
  switch (key) {
    case 'ArrowRight':
      return row?.kind === 'node' && row.node.expandable
        ? () => (row.open ? move(active + 1) : grid.toggle(row.node.path))
        : undefined;
    case 'ArrowLeft':
      return () => (row?.kind === 'node' && row.open ? grid.toggle(row.node.path) : move(parentOf(rows, active)));
    case 'Enter':
      return row === undefined ? undefined : () => grid.detail(row);
    case ' ':
      return row === undefined ? undefined : () => grid.tick(row);
    default:
      return key.length === 1 ? () => move(nextNamed(rows, active, grid.typed(key))) : undefined;
  }
}

/** The next line, round the end, whose name begins with what was typed; one letter again goes on to the next. */
export function nextNamed(rows: readonly Row[], active: number, text: string): number {
  const wanted = new Set(text).size === 1 ? text.slice(0, 1) : text;
  const fits = (row: Row | undefined) =>
    row?.kind === 'node' && row.node.name.toLowerCase().replace('[', '').startsWith(wanted.toLowerCase());
  const first = wanted.length > 1 ? 0 : 1;
  for (let step = first; step <= rows.length; step += 1) {
    const index = (active + step + rows.length) % rows.length;
    if (fits(rows[index])) return index;
  }
  return active;
}
