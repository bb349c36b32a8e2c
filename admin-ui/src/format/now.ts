import { useSyncExternalStore } from 'react';
import { gatewayNow } from '@/data/clock';

const readers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let current = gatewayNow();

function tick(): void {
  current = gatewayNow();
  for (const reader of readers) reader();
}

function watch(reader: () => void): () => void {
  readers.add(reader);
  if (timer === undefined) {
    timer = setInterval(tick, 1000);
    current = gatewayNow();
  }
  return () => {
    readers.delete(reader);
    if (readers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Something that follows from the time; re-renders only when it becomes something else. */
export function useFromNow<T extends boolean | number | string>(from: (now: number) => T): T {
  return useSyncExternalStore(watch, () => from(current));
}

/** The time in Unix ms, renewed every second; all ages on a page share one timer. */
export function useNow(): number {
  return useFromNow((now) => now);
}
