import { COLUMNS, type Box, type Breakpoint, type Widget } from '../contract';
import { clamp, inReadingOrder, overlap, placed, type Layout, type Placed } from './boxes';
import { compact } from './compact';

/** Widest first; a page is as wide as the place it is shown in. */
const FROM_PX: readonly [Breakpoint, number][] = [
  ['wall', 1900],
  ['desktop', 1000],
  ['tablet', 600],
  ['phone', 0],
];

export function breakpointOf(width: number): Breakpoint {
  return FROM_PX.find(([, from]) => width >= from)?.[0] ?? 'phone';
}

/** The highest place, from the left, where a box of this size meets no other. */
export function firstPlace(taken: readonly Box[], size: Pick<Box, 'w' | 'h'>, columns: number): Box {
  const { w, h } = clamp({ x: 0, y: 0, ...size }, columns);
  const rows = [...new Set([0, ...taken.map((box) => box.y + box.h)])].toSorted((a, b) => a - b);
  for (const y of rows) {
    for (let x = 0; x + w <= columns; x += 1) {
      const box = { x, y, w, h };
      if (!taken.some((other) => overlap(other, box))) return box;
    }
  }
  return { x: 0, y: rows.at(-1) ?? 0, w, h };
}

/** How wide a desktop's box is where there are other columns. */
function widthIn(box: Box, breakpoint: Breakpoint): number {
  if (breakpoint === 'phone') return box.w <= 3 ? 2 : 4;
  return Math.min(box.w, COLUMNS[breakpoint]);
}

/** Edges keep their proportion, so that what stood side by side still does. */
function stretched(box: Box): Box {
  const edge = (x: number) => Math.round((x * COLUMNS.wall) / COLUMNS.desktop);
  return { ...box, x: edge(box.x), w: edge(box.x + box.w) - edge(box.x) };
}

/** Places widgets that have no place of their own at a breakpoint, in the order the desktop is read. */
function flow(missing: readonly Placed[], taken: readonly Placed[], breakpoint: Breakpoint): Placed[] {
  const boxes = taken.map(({ box }) => box);
  return missing.toSorted(inReadingOrder).map(({ id, box }) => {
    const found = firstPlace(boxes, { w: widthIn(box, breakpoint), h: box.h }, COLUMNS[breakpoint]);
    boxes.push(found);
    return { id, box: found };
  });
}

/** The layout of a page at a breakpoint: what was stored for it, the rest made from the desktop's. */
export function layoutOf(widgets: Readonly<Record<string, Pick<Widget, 'layout' | 'layouts'>>>, breakpoint: Breakpoint): Layout {
  const columns = COLUMNS[breakpoint];
  const desktop = compact(Object.fromEntries(Object.entries(widgets).map(([id, { layout }]) => [id, layout])), COLUMNS.desktop);
  if (breakpoint === 'desktop') return desktop;
  const stored = Object.entries(widgets).flatMap(([id, { layouts }]) => {
    const box = layouts[breakpoint];
    return box === undefined ? [] : [{ id, box }];
  });
  const kept = compact(Object.fromEntries(stored.map(({ id, box }) => [id, box])), columns);
  const missing = placed(desktop).filter(({ id }) => !(id in kept));
  if (breakpoint === 'wall' && stored.length === 0) {
    return compact(Object.fromEntries(missing.map(({ id, box }) => [id, stretched(box)])), columns);
  }
  const all = [...placed(kept), ...flow(missing, placed(kept), breakpoint)];
  return compact(Object.fromEntries(all.map(({ id, box }) => [id, box])), columns);
}
