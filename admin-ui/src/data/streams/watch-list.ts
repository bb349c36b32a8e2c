import { follow, streamUrl } from './follow';
import type { Reason } from '../errors';

const GATHER_MS = 300;
/** How often the list is asked for while its stream is away. */
const POLL_MS = 2000;

export type Phase = 'connecting' | 'live' | 'lost';

export interface ListReader<T> {
  /** All of it, told by the reader itself. */
  read: (signal: AbortSignal) => Promise<void>;
  /** What came since, gathered. */
  take: (entries: T[]) => void;
  tell: (change: { phase?: Phase; problem?: Reason | null; error?: Error | null; loaded?: boolean }) => void;
}

/** Reads a list of an instance once, then follows its stream; asks again and again while the stream is away. */
export function watchList<T extends object>(instance: string, name: string, { read, take, tell }: ListReader<T>): () => void {
  const stop = new AbortController();
  let waiting: T[] = [];
  let gather: ReturnType<typeof setTimeout> | undefined;
  let poll: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    gather = undefined;
    tell({ phase: 'live', problem: null });
    take(waiting);
    waiting = [];
  };
  const readAll = async () => {
    try {
      await read(stop.signal);
      if (!stop.signal.aborted) tell({ error: null, loaded: true });
    } catch (error) {
      if (!stop.signal.aborted) tell({ error: error as Error });
    }
  };
  const pollOn = () => {
    clearTimeout(poll);
    poll = setTimeout(() => void readAll().then(() => stop.signal.aborted || pollOn()), POLL_MS);
  };
  void readAll();
  const end = follow(streamUrl(instance, name), {
    open: () => {
      clearTimeout(poll);
      tell({ phase: 'live' });
      void readAll();
    },
    take: (entries) => {
      waiting.push(...(entries as (T | { skipped: number })[]).filter((entry): entry is T => !('skipped' in entry)));
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
