import { useCallback, useEffect, useRef, useState } from 'react';

/** What is being chosen and not sent yet. */
export function useDraft() {
  const [draft, setDraft] = useState<number | null>(null);
  const clear = useCallback(() => setDraft(null), []);
  return { draft, setDraft, clear };
}

/** Sends a draft after a while of quiet; what is returned sends it now. */
export function useSentWhenQuiet(draft: number | null, send: (value: number) => void, quietMs: number): () => void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef(send);
  useEffect(() => {
    latest.current = send;
  });
  useEffect(() => {
    if (draft !== null) timer.current = setTimeout(() => latest.current(draft), quietMs);
    return () => clearTimeout(timer.current);
  }, [draft, quietMs]);
  return useCallback(() => {
    clearTimeout(timer.current);
    if (draft !== null) latest.current(draft);
  }, [draft]);
}

/** A value on the grid of a step, within the ends, without the dust of binary fractions. */
export function snapped(value: number, [min, max]: readonly [number | null, number | null], step: number): number {
  const origin = min ?? 0;
  const on = origin + Math.round((value - origin) / step) * step;
  const clean = Number(on.toFixed(9));
  return Math.min(max ?? Number.POSITIVE_INFINITY, Math.max(min ?? Number.NEGATIVE_INFINITY, clean));
}
