import { useEffect, useState } from 'react';
import { offsetAt, STEP_MS, type Offset } from './shift';

const SCHEME = 'data-mantine-color-scheme';

/** Dark colours while it is night, and how far the picture is moved now so that no line burns in. */
export function useNight(night: boolean): Offset {
  const [offset, setOffset] = useState(() => offsetAt(Date.now()));
  useEffect(() => {
    if (!night) return undefined;
    const root = document.documentElement;
    const before = root.getAttribute(SCHEME);
    root.setAttribute(SCHEME, 'dark');
    root.setAttribute('data-night', '');
    const move = () => setOffset(offsetAt(Date.now()));
    move();
    const timer = setInterval(move, STEP_MS);
    return () => {
      clearInterval(timer);
      root.removeAttribute('data-night');
      if (before !== null) root.setAttribute(SCHEME, before);
    };
  }, [night]);
  return offset;
}
