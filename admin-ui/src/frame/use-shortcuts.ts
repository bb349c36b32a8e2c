import { useEffect, useRef } from 'react';

const SEQUENCE_MS = 1200;

/** Keys mean text in a field and belong to the dialog while one is open. */
function isBusy(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"]') !== null) return true;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}

/** Shortcuts by key or sequence: `{"?": …, "g i": …}`. */
export function useShortcuts(actions: Record<string, () => void>): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    let before = '';
    let timer: ReturnType<typeof setTimeout> | undefined;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return;
      const sequence = before === '' ? event.key : `${before} ${event.key}`;
      clearTimeout(timer);
      before = '';
      const action = latest.current[sequence] ?? latest.current[event.key];
      if (action !== undefined) {
        event.preventDefault();
        action();
        return;
      }
      if (Object.keys(latest.current).some((keys) => keys.startsWith(`${event.key} `))) {
        before = event.key;
        timer = setTimeout(() => (before = ''), SEQUENCE_MS);
      }
    };
    document.addEventListener('keydown', press);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('keydown', press);
    };
  }, []);
}
