import { useEffect, useRef, useState, type KeyboardEvent } from 'react';

/** Long enough that no elbow does it, short enough for an emergency. */
export const HOLD_MS = 1200;

const KEYS = new Set([' ', 'Enter']);

/** Handlers of something that acts after being held. */
export function useHold(onHeld: () => void, holdMs: number = HOLD_MS) {
  const [holding, setHolding] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const end = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setHolding(false);
  };
  const begin = () => {
    if (timer.current !== undefined) return;
    setHolding(true);
    timer.current = setTimeout(() => {
      end();
      onHeld();
    }, holdMs);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    holding,
    holdMs,
    handlers: {
      onPointerDown: begin,
      onPointerUp: end,
      onPointerLeave: end,
      onPointerCancel: end,
      onBlur: end,
      onContextMenu: (event: { preventDefault: () => void }) => event.preventDefault(),
      onKeyDown: (event: KeyboardEvent) => {
        if (!KEYS.has(event.key)) return;
        event.preventDefault();
        begin();
      },
      onKeyUp: (event: KeyboardEvent) => {
        if (KEYS.has(event.key)) end();
      },
    },
  };
}
