import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useLayoutEffect, useState } from 'react';

/** Shorter lists are drawn whole, so that the browser's own search finds everything. */
const WHOLE_UP_TO = 60;

interface Wanted {
  count: number;
  /** Items side by side. */
  columns?: number;
  /** Height of a line before it is measured, and the space between two. */
  height: number;
  gap?: number;
}

export interface Windowed {
  /** For the element that holds the items. */
  holder: (element: HTMLElement | null) => void;
  /** Which items are drawn: the first, and the one behind the last. */
  from: number;
  to: number;
  /** Heights of what is left out above and below. */
  before: number;
  after: number;
  /** For the first item of every line, with the line's number as `data-index`; undefined where all are drawn. */
  measure: ((element: HTMLElement | null) => void) | undefined;
}

/** Which part of a long list that scrolls with the page is worth drawing. */
export function useWindowed({ count, columns = 1, height, gap = 0 }: Wanted): Windowed {
  const [element, holder] = useState<HTMLElement | null>(null);
  const [top, setTop] = useState(0);
  const long = count > WHOLE_UP_TO;
  // What stands above it changes with anything; set only when it did.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  useLayoutEffect(() => {
    if (element === null || !long) return;
    const now = Math.round(element.getBoundingClientRect().top + window.scrollY);
    if (now !== top) setTop(now);
  });
  const lines = useWindowVirtualizer({
    count: long ? Math.ceil(count / columns) : 0,
    estimateSize: useCallback(() => height, [height]),
    overscan: 3,
    scrollMargin: top,
    gap,
  });
  if (!long) return { holder, from: 0, to: count, before: 0, after: 0, measure: undefined };
  const drawn = lines.getVirtualItems();
  const first = drawn[0];
  const last = drawn.at(-1);
  return {
    holder,
    from: (first?.index ?? 0) * columns,
    to: last ? Math.min(count, (last.index + 1) * columns) : 0,
    before: first ? first.start - top : 0,
    after: last ? lines.getTotalSize() - (last.end - top) : lines.getTotalSize(),
    measure: lines.measureElement,
  };
}
