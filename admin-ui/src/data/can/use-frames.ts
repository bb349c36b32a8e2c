import { useEffect, useReducer, useState } from 'react';
import { ask } from '../calls/ask';
import type { Reason } from '../errors';
import { watchList, type Phase } from '../streams/watch-list';
import { withFrames, type Listed } from './frames';
import type { Frame, FramePage } from './types';

const PAGE = 500;

export interface Frames {
  phase: Phase;
  known: ReadonlyMap<string, Listed>;
  unlisted: number;
  /** Why no frames come at present. */
  problem: Reason | null;
  /** Why the list cannot be read. */
  error: Error | null;
  loaded: boolean;
}

const NOTHING: Frames = { phase: 'connecting', known: new Map(), unlisted: 0, problem: null, error: null, loaded: false };

type Change = Partial<Omit<Frames, 'known'>> & { frames?: readonly Frame[] };

function reduce(state: Frames, { frames, ...change }: Change): Frames {
  return { ...state, ...change, known: frames ? withFrames(state.known, frames) : state.known };
}

/** Every identifier of the bus: read once, then as the adapter tells what came. */
export function useFrames(instance: string): Frames & { reload: () => void } {
  const [state, tell] = useReducer(reduce, NOTHING);
  const [round, setRound] = useState(0);
  useEffect(() => watch(instance, tell), [instance, round]);
  return { ...state, reload: () => setRound((before) => before + 1) };
}

function watch(instance: string, tell: (change: Change) => void): () => void {
  return watchList<Frame>(instance, 'frames', {
    read: (signal) => readAll(instance, signal, tell),
    take: (frames) => tell({ frames }),
    tell,
  });
}

async function readAll(instance: string, signal: AbortSignal, tell: (change: Change) => void): Promise<void> {
  let start = 0;
  let total = 1;
  while (start < total) {
    // oxlint-disable-next-line no-await-in-loop -- the next page begins where this one ends
    const page = await ask<FramePage>(instance, 'frames', { start, limit: PAGE }, { signal, seconds: 10 });
    tell({ frames: page.frames, unlisted: page.unlisted });
    if (page.frames.length === 0) return;
    total = page.total;
    start += page.frames.length;
  }
}
