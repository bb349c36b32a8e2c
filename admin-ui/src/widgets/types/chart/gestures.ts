export interface Gestures {
  /** Dragged by a share of the picture's width, to the right above 0. */
  dragged: (share: number) => void;
  /** Pinched: below 1 narrower, around a share of the picture. */
  pinched: (factor: number, around: number) => void;
}

/** Fingers nearer than this are one: their distance would leap. */
const LEAST_PX = 24;

/** Follows one or two fingers on an element; the mouse is left to whom it belongs. Gives what ends it. */
export function followFingers(element: HTMLElement, { dragged, pinched }: Gestures): () => void {
  const fingers = new Map<number, number>();
  const ends = () => {
    const at = [...fingers.values()].slice(0, 2);
    const [low, high] = [Math.min(...at), Math.max(...at)];
    return { middle: (low + high) / 2, apart: Math.max(LEAST_PX, high - low) };
  };
  const down = (event: PointerEvent) => {
    if (event.pointerType === 'touch') fingers.set(event.pointerId, event.clientX);
  };
  const move = (event: PointerEvent) => {
    if (!fingers.has(event.pointerId)) return;
    const before = ends();
    fingers.set(event.pointerId, event.clientX);
    const after = ends();
    const box = element.getBoundingClientRect();
    const width = Math.max(1, box.width);
    if (fingers.size > 1 && after.apart !== before.apart) {
      const around = Math.min(1, Math.max(0, (after.middle - box.left) / width));
      pinched(before.apart / after.apart, around);
    }
    if (after.middle !== before.middle) dragged((after.middle - before.middle) / width);
  };
  const up = (event: PointerEvent) => fingers.delete(event.pointerId);
  const all = { pointerdown: down, pointermove: move, pointerup: up, pointercancel: up } as const;
  for (const [name, listener] of Object.entries(all)) element.addEventListener(name, listener as EventListener);
  return () => {
    for (const [name, listener] of Object.entries(all)) element.removeEventListener(name, listener as EventListener);
  };
}
