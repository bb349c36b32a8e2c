import { useEffect, useReducer, useState } from 'react';
import { ask } from '../calls/ask';
import type { Reason } from '../errors';
import { watchList, type Phase } from '../streams/watch-list';
import { NOTHING_KNOWN, withTopics, type Known } from './known';
import type { Looking, Topic, TopicPage } from './types';

const PAGE = 1000;

export interface Topics {
  phase: Phase;
  known: Known;
  looking: Looking | null;
  /** Why none come at present. */
  problem: Reason | null;
  /** Why the list cannot be read. */
  error: Error | null;
  loaded: boolean;
}

const NOTHING: Topics = {
  phase: 'connecting',
  known: NOTHING_KNOWN,
  looking: null,
  problem: null,
  error: null,
  loaded: false,
};

type Change = Partial<Omit<Topics, 'known'>> & { topics?: readonly Topic[] };

function reduce(state: Topics, { topics, ...change }: Change): Topics {
  return { ...state, ...change, known: topics && topics.length > 0 ? withTopics(state.known, topics) : state.known };
}

/** Every topic of the broker that a filter lets through: read once, then as the adapter tells what was said. */
export function useTopics(instance: string, filter: string): Topics & { reload: () => void } {
  const [state, tell] = useReducer(reduce, NOTHING);
  const [round, setRound] = useState(0);
  useEffect(() => watch(instance, filter, tell), [instance, filter, round]);
  return { ...state, reload: () => setRound((before) => before + 1) };
}

function watch(instance: string, filter: string, tell: (change: Change) => void): () => void {
  return watchList<Topic | { state: Looking }>(instance, 'topics', {
    read: (signal) => readAll(instance, filter, signal, tell),
    take: (entries) => {
      const topics = entries.filter((entry): entry is Topic => 'topic' in entry);
      const looking = entries.findLast((entry): entry is { state: Looking } => 'state' in entry)?.state;
      tell(looking === undefined ? { topics } : { topics, looking });
    },
    tell,
  });
}

async function readAll(instance: string, filter: string, signal: AbortSignal, tell: (change: Change) => void): Promise<void> {
  let start = 0;
  let total = 1;
  while (start < total) {
    const asked = { start, limit: PAGE, filter };
    // oxlint-disable-next-line no-await-in-loop -- the next page begins where this one ends
    const { topics, ...page } = await ask<TopicPage>(instance, 'topics', asked, { signal, seconds: 10 });
    tell({ topics, looking: page });
    if (topics.length === 0) return;
    total = page.total;
    start += topics.length;
  }
}
