import { freeId } from '@/data/dashboards/order';
import type { Content } from '@/data/dashboards/types';
import { COLUMNS, type Box, type Breakpoint, type Widget, type WidgetType } from '@/widgets/contract';
import { arrange } from '@/widgets/layout/arrange';
import type { Layout } from '@/widgets/layout/boxes';
import { firstPlace, layoutOf } from '@/widgets/layout/derive';

/** Everything here makes a new draft of a page from an old one; nothing is changed in place. */
export type Draft = Content;

export const layoutAt = (draft: Draft, breakpoint: Breakpoint): Layout => layoutOf(draft.widgets, breakpoint);

function mapWidgets(draft: Draft, change: (widget: Widget, id: string) => Widget): Draft {
  const widgets = Object.fromEntries(Object.entries(draft.widgets).map(([id, widget]) => [id, change(widget, id)]));
  return { ...draft, widgets };
}

function placedAt(widget: Widget, box: Box, breakpoint: Breakpoint): Widget {
  return breakpoint === 'desktop' ? { ...widget, layout: box } : { ...widget, layouts: { ...widget.layouts, [breakpoint]: box } };
}

/** Keeps a layout as the one of a breakpoint. */
export function withLayout(draft: Draft, breakpoint: Breakpoint, layout: Layout): Draft {
  return mapWidgets(draft, (widget, id) => {
    const box = layout[id];
    return box === undefined ? widget : placedAt(widget, box, breakpoint);
  });
}

/** Takes back what was arranged for a breakpoint by hand. */
export function derivedAgain(draft: Draft, breakpoint: Exclude<Breakpoint, 'desktop'>): Draft {
  return mapWidgets(draft, (widget) => {
    const { [breakpoint]: _dropped, ...layouts } = widget.layouts;
    return { ...widget, layouts };
  });
}

/** Whether a breakpoint has places of its own. */
export const isArranged = (draft: Draft, breakpoint: Breakpoint): boolean =>
  breakpoint !== 'desktop' && Object.values(draft.widgets).some(({ layouts }) => layouts[breakpoint] !== undefined);

export function changeWidget(draft: Draft, id: string, change: Partial<Widget>): Draft {
  const widget = draft.widgets[id];
  return widget === undefined ? draft : { ...draft, widgets: { ...draft.widgets, [id]: { ...widget, ...change } } };
}

export function removeWidgets(draft: Draft, ids: readonly string[]): Draft {
  const gone = new Set(ids);
  return { ...draft, widgets: Object.fromEntries(Object.entries(draft.widgets).filter(([id]) => !gone.has(id))) };
}

type Cell = Pick<Box, 'x' | 'y'>;

/** Puts one widget on the page: from a cell on, or in the first gap it fits in. */
function addOne(draft: Draft, id: string, widget: Widget, breakpoint: Breakpoint, at: Cell | null): Draft {
  const before = layoutAt(draft, breakpoint);
  const desktop = firstPlace(Object.values(layoutAt(draft, 'desktop')), widget.layout, COLUMNS.desktop);
  const made = { ...widget, layout: desktop, layouts: {} };
  const next = { ...draft, widgets: { ...draft.widgets, [id]: made } };
  const derived = layoutAt(next, breakpoint)[id] ?? desktop;
  if (at !== null) return withLayout(next, breakpoint, arrange(before, { [id]: { ...derived, ...at } }, COLUMNS[breakpoint]));
  if (!isArranged(draft, breakpoint)) return next;
  return withLayout(next, breakpoint, { [id]: firstPlace(Object.values(before), derived, COLUMNS[breakpoint]) });
}

/** Puts widgets on the page under new ids; from a cell on they stand to each other as they did. */
export function addWidgets(
  draft: Draft,
  page: string,
  added: readonly Widget[],
  breakpoint: Breakpoint,
  from?: Cell,
): { draft: Draft; ids: string[] } {
  const ids: string[] = [];
  const corner = { x: Math.min(...added.map(({ layout }) => layout.x)), y: Math.min(...added.map(({ layout }) => layout.y)) };
  let next = draft;
  for (const widget of added) {
    const { widgets } = next;
    const id = freeId(`${page.slice(0, 40)}_${widget.type}`, (name) => name in widgets);
    const { x, y } = widget.layout;
    const at = from === undefined ? null : { x: from.x + x - corner.x, y: from.y + y - corner.y };
    next = addOne(next, id, { ...widget, page }, breakpoint, at);
    ids.push(id);
  }
  return { draft: next, ids };
}

/** A widget of a type before anything of it was decided. */
export function newWidget(type: WidgetType, page: string): Widget {
  const { w, h } = type.size;
  const box = { x: 0, y: 0, w, h };
  return { type: type.type, title: '', page, bindings: {}, layout: box, layouts: {}, options: {}, role: 'viewer' };
}
