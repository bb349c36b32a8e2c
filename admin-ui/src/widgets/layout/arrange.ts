import type { Box } from '../contract';
import { clamp, placed, sameBox, toLayout, type Layout } from './boxes';
import { compact, rise } from './compact';

/**
 * Puts some boxes somewhere else or makes them another size; the others give way downwards, then everything rises.
 *
 * A box that is moved over another one changes places with it when it passes the other's middle.
 */
export function arrange(layout: Layout, targets: Layout, columns: number): Layout {
  const start = compact(layout, columns);
  const wanted = placed(targets).map(({ id, box }) => ({ id, box: clamp(box, columns) }));
  if (wanted.every(({ id, box }) => start[id] !== undefined && sameBox(start[id], box))) return start;
  const rest = Object.fromEntries(Object.entries(start).filter(([id]) => !(id in targets)));
  // What lies below what is taken away may come up by its height, no further: else things would jump that nobody moved.
  const reach = Math.max(0, ...wanted.map(({ id }) => start[id]?.h ?? 0));
  const risen = compact(rest, columns);
  const others = placed(rest).map(({ id, box }) => {
    const y = Math.max(risen[id]?.y ?? box.y, box.y - reach);
    return { id, box: { ...box, y }, at: y + box.h / 2, moved: 0 };
  });
  const order = [...others, ...wanted.map((entry) => ({ ...entry, at: entry.box.y, moved: 1 }))].toSorted(
    (a, b) => a.at - b.at || a.moved - b.moved || a.box.x - b.box.x || (a.id < b.id ? -1 : 1),
  );
  return toLayout(rise(order, columns));
}

/** Moves some boxes together by so many cells, as far as the columns let all of them go. */
export function moveBy(layout: Layout, ids: readonly string[], dx: number, dy: number, columns: number): Layout {
  const boxes = ids.flatMap((id) => (layout[id] === undefined ? [] : [layout[id]]));
  if (boxes.length === 0) return layout;
  const left = Math.max(dx, -Math.min(...boxes.map(({ x }) => x)));
  const across = Math.min(left, columns - Math.max(...boxes.map(({ x, w }) => x + w)));
  const down = Math.max(dy, -Math.min(...boxes.map(({ y }) => y)));
  const targets = ids.flatMap((id) => {
    const box = layout[id];
    return box === undefined ? [] : [[id, { ...box, x: box.x + across, y: box.y + down }] as const];
  });
  return arrange(layout, Object.fromEntries(targets), columns);
}

export interface Least {
  w: number;
  h: number;
}

/** Makes one box larger or smaller at its lower right corner. */
export function resizeTo(layout: Layout, id: string, size: Pick<Box, 'w' | 'h'>, least: Least, columns: number): Layout {
  const box = layout[id];
  if (box === undefined) return layout;
  const w = Math.min(Math.max(size.w, Math.min(least.w, columns)), columns - box.x);
  const h = Math.max(size.h, least.h);
  return arrange(layout, { [id]: { ...box, w, h } }, columns);
}
