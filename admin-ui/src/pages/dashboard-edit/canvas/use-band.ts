import { useState, type PointerEvent } from 'react';
import { COLUMNS } from '@/widgets/contract';
import { placed } from '@/widgets/layout/boxes';
import { useEditor } from '../store/context';
import { layoutAt } from '../store/draft';
import { areaOf, cellIn, touches, type Area } from './cells';

/** The rubber band: whatever it touches is chosen; with shift or ctrl beside what was. */
export function useBand() {
  const { store } = useEditor();
  const [band, setBand] = useState<Area | null>(null);

  const begin = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    const canvas = event.currentTarget;
    const { chosen, draft, breakpoint } = store.get();
    const kept = event.shiftKey || event.ctrlKey || event.metaKey ? chosen : [];
    const boxes = placed(layoutAt(draft, breakpoint));
    const at = ({ clientX, clientY }: { clientX: number; clientY: number }) => {
      const { left, top } = canvas.getBoundingClientRect();
      return [clientX - left, clientY - top] as const;
    };
    const cell = cellIn(canvas.getBoundingClientRect().width, COLUMNS[breakpoint]);
    const [fromX, fromY] = at(event);
    store.choose(kept);
    const move = (to: globalThis.PointerEvent) => {
      const area = areaOf(fromX, fromY, ...at(to));
      setBand(area);
      store.choose([...kept, ...boxes.filter(({ box }) => touches(box, area, cell)).map(({ id }) => id)]);
    };
    const end = () => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', end);
      setBand(null);
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', end);
  };
  return { band, begin };
}
