import { useEffect, useRef, useState, type ReactNode } from 'react';

/** So far below the edge of the screen something is made ready. */
const AHEAD = '300px';

/** Content that is heavy: made when it comes near the screen, and kept. */
export function WhenSeen({ className, children }: { className: string | undefined; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(typeof IntersectionObserver === 'undefined');
  useEffect(() => {
    if (seen || place.current === null) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
      },
      { rootMargin: AHEAD },
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [seen]);
  return seen ? children : <div ref={place} className={className} aria-hidden />;
}
