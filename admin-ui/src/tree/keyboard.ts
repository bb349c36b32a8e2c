import type { KeyboardEvent } from 'react';
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

/** Index of the line above which a line lies; itself at the top level. */
export function parentOf(rows: readonly Row[], index: number): number {
  const depth = rows[index]?.depth ?? 0;
  const parent = rows.findLastIndex((row, place) => place < index && row.depth < depth);
  return parent === -1 ? index : parent;
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
