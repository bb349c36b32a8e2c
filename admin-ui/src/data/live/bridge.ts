import type { QueryClient } from '@tanstack/react-query';
import { DASHBOARDS_KEY } from '../dashboards/queries';
import { INSTANCES_KEY, STATS_KEY } from '../instances/queries';
import type { Instance } from '../instances/types';
import { ALL_JOBS_KEY } from '../jobs/queries';
import { PROBLEMS_KEY } from '../problems/queries';
import { Batch } from './batch';
import type { SampleStore } from './samples';
import type { LiveSocket } from './socket';
import type { LiveMessage } from './types';

const PERIOD_MS = 300;

/** Carries what the socket brings into the query cache (at most every 300 ms) and the sample store. */
export function bridge(socket: LiveSocket, samples: SampleStore, client: QueryClient): () => void {
  const batch = new Batch<LiveMessage>(PERIOD_MS, (messages) => applyMessages(client, messages));
  const endMessages = socket.onMessage((message) => {
    if (message.samples) samples.take(message.samples);
    if (message.status || message.stats || message.problems || message.jobs || message.dashboards) batch.add(message);
  });
  let phase = socket.state.phase;
  const endState = socket.onState(() => {
    const before = phase;
    phase = socket.state.phase;
    if (phase === 'live' && before !== 'live') void refresh(client);
    if (phase === 'reconnecting') void client.invalidateQueries({ queryKey: ['auth'] });
  });
  return () => {
    endMessages();
    endState();
    batch.stop();
  };
}

/** What was missed while the link was away is read again. */
async function refresh(client: QueryClient): Promise<void> {
  const keys = [INSTANCES_KEY, STATS_KEY, PROBLEMS_KEY, DASHBOARDS_KEY, ['points']];
  await Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
}

export function applyMessages(client: QueryClient, messages: LiveMessage[]): void {
  const stats = messages.findLast((message) => message.stats)?.stats;
  if (stats) client.setQueryData(STATS_KEY, stats);
  const problems = messages.findLast((message) => message.problems)?.problems;
  if (problems) client.setQueryData(PROBLEMS_KEY, problems);
  const jobs = messages.findLast((message) => message.jobs)?.jobs;
  if (jobs) client.setQueryData(ALL_JOBS_KEY, jobs);
  if (messages.some((message) => message.dashboards !== undefined)) void client.invalidateQueries({ queryKey: DASHBOARDS_KEY });
  const status = new Map(messages.flatMap((message) => message.status ?? []).map((entry) => [entry.id, entry]));
  if (status.size > 0) applyStatus(client, status);
}

function applyStatus(client: QueryClient, changes: Map<string, { id: string } & Instance['status']>): void {
  const known = client.getQueryData<Instance[]>(INSTANCES_KEY);
  if (known === undefined) return;
  if ([...changes.keys()].some((id) => !known.some((instance) => instance.id === id))) {
    void client.invalidateQueries({ queryKey: INSTANCES_KEY });
  }
  client.setQueryData<Instance[]>(
    INSTANCES_KEY,
    known.map((instance) => {
      const change = changes.get(instance.id);
      if (change === undefined) return instance;
      const { id: _, ...status } = change;
      return JSON.stringify(status) === JSON.stringify(instance.status) ? instance : { ...instance, status };
    }),
  );
}
