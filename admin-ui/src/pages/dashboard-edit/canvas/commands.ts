import type { Widget } from '@/widgets/contract';
import { COLUMNS } from '@/widgets/contract';
import { moveBy, resizeTo } from '@/widgets/layout/arrange';
import { inReadingOrder, placed } from '@/widgets/layout/boxes';
import { widgetTypes } from '@/widgets/registry';
import { addWidgets, layoutAt, removeWidgets, withLayout } from '../store/draft';
import type { EditorStore } from '../store/editor-store';

const LEAST = { w: 1, h: 1 };

/** As far as the tallest neighbours go. */
const FARTHEST = 24;

/** Moves what is chosen by so many cells; up and down to the next place where it makes a difference. */
export function moveChosen(store: EditorStore, dx: number, dy: number): void {
  const { draft, chosen, breakpoint } = store.get();
  const layout = layoutAt(draft, breakpoint);
  const before = JSON.stringify(layout);
  const distances = dy === 0 ? [1] : Array.from({ length: FARTHEST }, (_, step) => step + 1);
  for (const step of distances) {
    const moved = moveBy(layout, chosen, dx, dy * step, COLUMNS[breakpoint]);
    if (JSON.stringify(moved) === before) continue;
    store.change(withLayout(draft, breakpoint, moved));
    return;
  }
}

/** Makes what is chosen wider or higher by so many cells, one after the other. */
export function resizeChosen(store: EditorStore, dw: number, dh: number): void {
  const { draft, chosen, breakpoint } = store.get();
  let layout = layoutAt(draft, breakpoint);
  const before = JSON.stringify(layout);
  for (const id of chosen) {
    const box = layout[id];
    const type = widgetTypes().get(draft.widgets[id]?.type ?? '');
    const least = type ? { w: type.size.minW, h: type.size.minH } : LEAST;
    if (box) layout = resizeTo(layout, id, { w: box.w + dw, h: box.h + dh }, least, COLUMNS[breakpoint]);
  }
  if (JSON.stringify(layout) !== before) store.change(withLayout(draft, breakpoint, layout));
}

/** Takes what is chosen off the page. */
export function removeChosen(store: EditorStore): number {
  const { draft, chosen } = store.get();
  if (chosen.length > 0) store.change(removeWidgets(draft, chosen));
  return chosen.length;
}

/** What is chosen, as it is read, with the places it has at the breakpoint that is edited. */
export function chosenWidgets(store: EditorStore): Widget[] {
  const { draft, chosen, breakpoint } = store.get();
  const layout = layoutAt(draft, breakpoint);
  const boxes = placed(layout).filter(({ id }) => chosen.includes(id));
  return boxes.toSorted(inReadingOrder).flatMap(({ id, box }) => {
    const widget = draft.widgets[id];
    return widget === undefined ? [] : [{ ...structuredClone(widget), layout: box }];
  });
}

/** Puts widgets on the page and chooses them. */
export function add(store: EditorStore, page: string, widgets: readonly Widget[], from?: { x: number; y: number }): void {
  if (widgets.length === 0) return;
  const { draft, breakpoint } = store.get();
  const added = addWidgets(draft, page, structuredClone([...widgets]), breakpoint, from);
  store.change(added.draft);
  store.choose(added.ids);
}
