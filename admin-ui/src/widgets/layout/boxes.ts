import type { Box } from '../contract';

/** Where each widget of a page stands, by its id. */
export type Layout = Readonly<Record<string, Box>>;

export interface Placed {
  id: string;
  box: Box;
}

export const placed = (layout: Layout): Placed[] => Object.entries(layout).map(([id, box]) => ({ id, box }));

export const toLayout = (list: readonly Placed[]): Layout => Object.fromEntries(list.map(({ id, box }) => [id, box]));

export function sameBox(a: Box, b: Box): boolean {
  return a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h;
}

export function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/** The same box with whole numbers, at least one cell, inside the columns. */
export function clamp({ x, y, w, h }: Box, columns: number): Box {
  const width = Math.min(Math.max(1, Math.round(w) || 1), columns);
  return {
    x: Math.min(Math.max(0, Math.round(x) || 0), columns - width),
    y: Math.max(0, Math.round(y) || 0),
    w: width,
    h: Math.max(1, Math.round(h) || 1),
  };
}

/** In the order they are read: from above, from the left; by id where that does not decide. */
export function inReadingOrder(a: Placed, b: Placed): number {
  return a.box.y - b.box.y || a.box.x - b.box.x || (a.id < b.id ? -1 : 1);
}

/** First row below everything. */
export const bottomOf = (layout: Layout): number => Math.max(0, ...Object.values(layout).map(({ y, h }) => y + h));
