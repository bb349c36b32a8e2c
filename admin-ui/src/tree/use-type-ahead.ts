import { useCallback, useRef } from 'react';

const PAUSE_MS = 700;

/** Collects letters typed one after the other; a pause begins anew. */
export function useTypeAhead(): (letter: string) => string {
  const typed = useRef({ text: '', at: 0 });
  return useCallback((letter: string) => {
    const now = performance.now();
    const text = now - typed.current.at < PAUSE_MS ? typed.current.text + letter : letter;
    typed.current = { text, at: now };
    return text;
  }, []);
}
