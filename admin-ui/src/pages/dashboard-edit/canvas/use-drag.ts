import { useState, type PointerEvent, type RefObject } from 'react';
import { COLUMNS } from '@/widgets/contract';
import { moveBy, resizeTo } from '@/widgets/layout/arrange';
import type { Layout } from '@/widgets/layout/boxes';
import { widgetTypes } from '@/widgets/registry';
import { useEditor } from '../store/context';
import { layoutAt, withLayout } from '../store/draft';
import { cellIn } from './cells';

const SLACK_PX = 4;
const EDGE_PX = 56;
const SCROLL_PX = 14;
const LEAST = { w: 1, h: 1 };

export interface Drag {
  ids: readonly string[];
  layout: Layout;
}

/** Near the edge of the window the page moves on. */
function scrollNear(y: number): void {
  if (y > window.innerHeight - EDGE_PX) window.scrollBy(0, SCROLL_PX);
  else if (y < EDGE_PX + 52) window.scrollBy(0, -SCROLL_PX);
}

/** Moving and resizing with the pointer: shows what would become of the page until the button is let go; Escape takes it back. */
export function useDrag(canvas: RefObject<HTMLElement | null>, done: (drag: Drag) => void) {
  const { store } = useEditor();
  const [drag, setDrag] = useState<Drag | null>(null);

  const begin = (event: PointerEvent, ids: readonly string[], mode: 'move' | 'resize') => {
    const { draft, breakpoint } = store.get();
    const base = layoutAt(draft, breakpoint);
    const columns = COLUMNS[breakpoint];
    const cell = cellIn(canvas.current?.getBoundingClientRect().width ?? 1, columns);
    const [fromX, fromY] = [event.pageX, event.pageY];
    const [first = ''] = ids;
    const type = widgetTypes().get(draft.widgets[first]?.type ?? '');
    const least = type ? { w: type.size.minW, h: type.size.minH } : LEAST;
    let latest: Drag | null = null;

    const move = (to: globalThis.PointerEvent) => {
      const [px, py] = [to.pageX - fromX, to.pageY - fromY];
      if (latest === null && Math.hypot(px, py) < SLACK_PX) return;
      to.preventDefault();
      scrollNear(to.clientY);
      const [dx, dy] = [Math.round(px / cell.width), Math.round(py / cell.height)];
      const box = base[first];
      if (box === undefined) return;
      const layout =
        mode === 'move'
          ? moveBy(base, ids, dx, dy, columns)
          : resizeTo(base, first, { w: box.w + dx, h: box.h + dy }, least, columns);
      latest = { ids, layout };
      setDrag(latest);
    };
    const end = (keep: boolean) => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', up);
      window.removeEventListener('pointercancel', cancel);
      window.removeEventListener('keydown', press, true);
      setDrag(null);
      if (!keep || latest === null || latest.layout === base) return;
      store.change(withLayout(store.get().draft, breakpoint, latest.layout));
      done(latest);
    };
    const up = () => end(true);
    const cancel = () => end(false);
    const press = (key: KeyboardEvent) => {
      if (key.key !== 'Escape') return;
      key.stopPropagation();
      end(false);
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', up);
    window.addEventListener('pointercancel', cancel);
    window.addEventListener('keydown', press, true);
  };
  return { drag, begin };
}
