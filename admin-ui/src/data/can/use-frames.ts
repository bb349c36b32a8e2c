import { useEffect, useReducer, useState } from 'react';
import { ask } from '../calls/ask';
import type { Reason } from '../errors';
import { follow, streamUrl } from '../streams/follow';
import { withFrames, type Listed } from './frames';
import type { Frame, FramePage } from './types';

const PAGE = 500;
const GATHER_MS = 300;
/** How often the list is asked for while its stream is away. */
const POLL_MS = 2000;

export interface Frames {
  phase: 'connecting' | 'live' | 'lost';
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
  const stop = new AbortController();
  let waiting: Frame[] = [];
  let gather: ReturnType<typeof setTimeout> | undefined;
  let poll: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    gather = undefined;
    tell({ phase: 'live', problem: null, frames: waiting });
    waiting = [];
  };
  const read = async () => {
    try {
      await readAll(instance, stop.signal, tell);
      tell({ error: null, loaded: true });
    } catch (error) {
      if (!stop.signal.aborted) tell({ error: error as Error });
    }
  };
  const pollOn = () => {
    clearTimeout(poll);
    poll = setTimeout(() => void read().then(() => stop.signal.aborted || pollOn()), POLL_MS);
  };
  void read();
  const end = follow(streamUrl(instance, 'frames'), {
    open: () => {
      clearTimeout(poll);
      tell({ phase: 'live' });
      void read();
    },
    take: (entries) => {
      waiting.push(...(entries as (Frame | { skipped: number })[]).filter((entry): entry is Frame => 'id' in entry));
      gather ??= setTimeout(flush, GATHER_MS);
    },
    problem: (problem) => tell({ problem }),
    lost: () => {
      tell({ phase: 'lost' });
      pollOn();
    },
  });
  return () => {
    stop.abort();
    end();
    clearTimeout(gather);
    clearTimeout(poll);
  };
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
