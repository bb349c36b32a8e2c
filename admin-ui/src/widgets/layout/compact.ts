import { clamp, inReadingOrder, placed, sameBox, toLayout, type Layout, type Placed } from './boxes';

/** Lets each box of the list, in its order, rise until it meets one before it: nothing overlaps, whatever the order is. */
export function rise(list: readonly Placed[], columns: number): Placed[] {
  const floor = Array.from({ length: columns }, () => 0);
  return list.map(({ id, box }) => {
    const under = floor.slice(box.x, box.x + box.w);
    const y = Math.max(0, ...under);
    floor.fill(y + box.h, box.x, box.x + box.w);
    return { id, box: y === box.y ? box : { ...box, y } };
  });
}

/** A layout without overlaps, gaps above a box, or boxes beyond the columns; one that is so already stays the same object. */
export function compact(layout: Layout, columns: number): Layout {
  const clamped = placed(layout).map(({ id, box }) => ({ id, box: clamp(box, columns) }));
  const risen = rise(clamped.toSorted(inReadingOrder), columns);
  const unchanged = risen.every(({ id, box }) => layout[id] !== undefined && sameBox(layout[id], box));
  return unchanged ? layout : toLayout(risen);
}
