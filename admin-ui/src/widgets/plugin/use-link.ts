import { useEffect, useRef, useState, type RefObject } from 'react';
import { FrameLink, type FrameState, type Wish } from './link';

/** The page itself is one frame further in: the outer one only keeps it from going anywhere. */
const pageOf = (frame: HTMLIFrameElement | null): Window | undefined => frame?.contentWindow?.[0];

/** Keeps a page up to date, from its first word to its last. */
export function useFrameLink(frame: RefObject<HTMLIFrameElement | null>, state: FrameState, onWrite: (wish: Wish) => void) {
  const link = useRef<FrameLink | null>(null);
  const hear = useRef(onWrite);
  const [late, setLate] = useState(false);
  useEffect(() => {
    hear.current = onWrite;
  });
  useEffect(() => {
    const made = new FrameLink({
      post: (message) => pageOf(frame.current)?.postMessage(message, '*'),
      onWrite: (wish) => hear.current(wish),
      onLate: setLate,
    });
    link.current = made;
    const listen = ({ source, data }: MessageEvent) => {
      if (source !== null && source === pageOf(frame.current)) made.receive(data);
    };
    addEventListener('message', listen);
    return () => {
      removeEventListener('message', listen);
      made.stop();
    };
  }, [frame]);
  useEffect(() => link.current?.show(state), [state]);
  return { late, done: (id: number, ok: boolean) => link.current?.done(id, ok) };
}
