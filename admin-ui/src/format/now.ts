import { useSyncExternalStore } from 'react';

const readers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let current = Date.now();

function tick(): void {
  current = Date.now();
  for (const reader of readers) reader();
}

function watch(reader: () => void): () => void {
  readers.add(reader);
  if (timer === undefined) {
    timer = setInterval(tick, 1000);
    current = Date.now();
  }
  return () => {
    readers.delete(reader);
    if (readers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time in Unix ms, renewed every second; all ages on a page share one timer. */
export function useNow(): number {
  return useSyncExternalStore(watch, () => current);
}
