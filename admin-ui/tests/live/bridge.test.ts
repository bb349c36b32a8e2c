import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { INSTANCES_KEY, STATS_KEY } from '@/data/instances/queries';
import { bridge } from '@/data/live/bridge';
import { SampleStore } from '@/data/live/samples';
import { LiveSocket } from '@/data/live/socket';
import { ALL_JOBS_KEY } from '@/data/jobs/queries';
import { PROBLEMS_KEY } from '@/data/problems/queries';
import { FakeSocket } from './fake-socket';

const status = (name: string) => ({ status: name, reason: null, since: 1, config_rejected: null, last_poll: null, state: null });

let client: QueryClient;
let samples: SampleStore;
let live: LiveSocket;
let end: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.opened = [];
  client = new QueryClient();
  samples = new SampleStore();
  live = new LiveSocket('ws://x', { open: FakeSocket.open, now: Date.now, random: () => 0.5 });
  end = bridge(live, samples, client);
  client.setQueryData(INSTANCES_KEY, [
    { id: 'a', status: status('running') },
    { id: 'b', status: status('running') },
  ]);
  live.start();
  FakeSocket.last.accept();
});

afterEach(() => {
  end();
  live.pause();
  vi.useRealTimers();
});

const shown = () =>
  (client.getQueryData(INSTANCES_KEY) as { id: string; status: { status: string } }[]).map(
    (entry) => `${entry.id} ${entry.status.status}`,
  );

test('status changes are taken over together, at most every 300 ms', () => {
  const writes = vi.spyOn(client, 'setQueryData');
  for (const name of ['stopping', 'stopped', 'starting']) FakeSocket.last.say({ status: [{ id: 'a', ...status(name) }] });
  vi.advanceTimersByTime(299);
  expect(writes).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(writes).toHaveBeenCalledTimes(1);
  expect(shown()).toEqual(['a starting', 'b running']);
});

test('an instance that did not change keeps its identity, so that its tile is not drawn again', () => {
  const before = (client.getQueryData(INSTANCES_KEY) as object[])[1];
  FakeSocket.last.say({ status: [{ id: 'a', ...status('silent') }] });
  vi.advanceTimersByTime(300);
  expect((client.getQueryData(INSTANCES_KEY) as object[])[1]).toBe(before);
});

test('a status that says the same again changes nothing', () => {
  const before = client.getQueryData(INSTANCES_KEY) as object[];
  FakeSocket.last.say({ status: [{ id: 'a', ...status('running') }] });
  vi.advanceTimersByTime(300);
  expect((client.getQueryData(INSTANCES_KEY) as object[])[0]).toBe(before[0]);
});

test('the status of an instance nobody knows here makes the list be read again', () => {
  const again = vi.spyOn(client, 'invalidateQueries');
  FakeSocket.last.say({ status: [{ id: 'new', ...status('starting') }] });
  vi.advanceTimersByTime(300);
  expect(again).toHaveBeenCalledWith({ queryKey: INSTANCES_KEY });
});

test('of several statistics and problem lists the last one counts', () => {
  FakeSocket.last.say({ stats: [{ id: 'a', cpu_percent: 1 }], problems: [] });
  FakeSocket.last.say({ stats: [{ id: 'a', cpu_percent: 2 }] });
  vi.advanceTimersByTime(300);
  expect(client.getQueryData(STATS_KEY)).toEqual([{ id: 'a', cpu_percent: 2 }]);
  expect(client.getQueryData(PROBLEMS_KEY)).toEqual([]);
});

test('samples go to those who hold their address, at once', () => {
  const release = samples.hold(['a.x']);
  const told = vi.fn();
  samples.watch('a.x', told);
  FakeSocket.last.say({
    samples: [
      ['a.x', 5, 10, 'good', ''],
      ['a.y', 6, 10, 'good', ''],
    ],
  });
  expect([samples.get('a.x')?.value, samples.get('a.y'), told.mock.calls.length]).toEqual([5, undefined, 1]);
  release();
  expect(samples.get('a.x')).toBeUndefined();
});

test('after a lost link everything is read again and the session is asked for', () => {
  const again = vi.spyOn(client, 'invalidateQueries');
  FakeSocket.last.drop();
  expect(again).toHaveBeenCalledWith({ queryKey: ['auth'] });
  vi.advanceTimersByTime(500);
  FakeSocket.last.accept();
  expect(again).toHaveBeenCalledWith({ queryKey: INSTANCES_KEY });
});

test('jobs are replaced as a whole', () => {
  client.setQueryData(ALL_JOBS_KEY, [{ id: 'old' }]);
  FakeSocket.last.say({ jobs: [{ id: 'new' }, { id: 'old' }] });
  vi.advanceTimersByTime(400);
  expect(client.getQueryData<{ id: string }[]>(ALL_JOBS_KEY)?.map(({ id }) => id)).toEqual(['new', 'old']);
});
