import { useCallback, useState } from 'react';

/** Width of an element in px, and the function that takes it as its ref; the window's until it is known. */
export function useWidth(): [number, (element: HTMLElement | null) => (() => void) | undefined] {
  const [width, setWidth] = useState(() => window.innerWidth);
  const measure = useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined;
    const look = () => {
      const found = element.getBoundingClientRect().width;
      if (found > 0) setWidth(found);
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [width, measure];
}
