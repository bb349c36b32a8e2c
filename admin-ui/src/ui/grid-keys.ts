import type { KeyboardEvent } from 'react';

export interface GridPlace {
  /** Index of the active line, -1 without one. */
  active: number;
  count: number;
  /** Lines in one screenful. */
  page: number;
  move: (index: number) => void;
}

type Action = () => void;

/** Keys of a grid that keeps the focus itself: what moves the active line, and what `others` makes of the rest. */
export function handleGridKey(event: KeyboardEvent, place: GridPlace, others: (key: string) => Action | undefined): void {
  if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = targetOf(event.key, place);
  const action = target === undefined ? others(event.key) : () => place.move(target);
  if (action === undefined) return;
  event.preventDefault();
  action();
}

function targetOf(key: string, { active, count, page }: GridPlace): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return active + 1;
    case 'ArrowUp':
      return active - 1;
    case 'PageDown':
      return active + page;
    case 'PageUp':
      return active - page;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

/** Index of the line above which a line lies; itself at the top level. */
export function parentOf(rows: readonly { depth: number }[], index: number): number {
  const depth = rows[index]?.depth ?? 0;
  const parent = rows.findLastIndex((row, place) => place < index && row.depth < depth);
  return parent === -1 ? index : parent;
}
