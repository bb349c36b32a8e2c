import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LiveSocket } from '@/data/live/socket';
import { FakeSocket } from './fake-socket';

let live: LiveSocket;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  FakeSocket.opened = [];
  live = new LiveSocket('ws://x/api/live', { open: FakeSocket.open, now: Date.now, random: () => 0.5 });
});

afterEach(() => {
  live.pause();
  vi.useRealTimers();
});

function connected(): FakeSocket {
  live.start();
  FakeSocket.last.accept();
  return FakeSocket.last;
}

test('is live once the gateway accepts', () => {
  live.start();
  expect(live.state.phase).toBe('connecting');
  FakeSocket.last.accept();
  expect(live.state.phase).toBe('live');
});

test('subscriptions made in one moment travel in one message', () => {
  const socket = connected();
  live.subscribe(['a.x', 'a.y']);
  live.subscribe(['a.y', 'b.z']);
  vi.advanceTimersByTime(100);
  expect(socket.sent).toEqual([{ subscribe: ['a.x', 'a.y', 'b.z'] }]);
});

test('an address is given up when its last reader leaves', () => {
  const socket = connected();
  const first = live.subscribe(['a.x']);
  const second = live.subscribe(['a.x']);
  vi.advanceTimersByTime(100);
  first();
  vi.advanceTimersByTime(100);
  expect(socket.sent).toHaveLength(1);
  second();
  vi.advanceTimersByTime(100);
  expect(socket.sent.at(-1)).toEqual({ unsubscribe: ['a.x'] });
});

test('what nobody wanted for a moment is asked for anew, so that its value comes again', () => {
  const socket = connected();
  const before = live.subscribe(['a', 'b']);
  vi.advanceTimersByTime(100);
  before();
  live.subscribe(['b']);
  vi.advanceTimersByTime(100);
  expect(socket.sent.slice(1)).toEqual([{ unsubscribe: ['a', 'b'] }, { subscribe: ['b'] }]);
});

test('scrolling on keeps what is still in view', () => {
  const socket = connected();
  const before = live.subscribe(['a', 'b']);
  vi.advanceTimersByTime(100);
  live.subscribe(['b', 'c']);
  before();
  vi.advanceTimersByTime(100);
  expect(socket.sent.slice(1)).toEqual([{ unsubscribe: ['a'] }, { subscribe: ['c'] }]);
});

test('a lost link is taken up again with growing pauses and all subscriptions', () => {
  const socket = connected();
  live.subscribe(['a.x']);
  vi.advanceTimersByTime(100);
  socket.drop();
  expect(live.state).toEqual({ phase: 'reconnecting', since: 1_000_100 });
  vi.advanceTimersByTime(500);
  FakeSocket.last.drop();
  vi.advanceTimersByTime(999);
  expect(FakeSocket.opened).toHaveLength(2);
  vi.advanceTimersByTime(1);
  expect(FakeSocket.opened).toHaveLength(3);
  expect(live.state.since).toBe(1_000_100);
  FakeSocket.last.accept();
  expect(live.state.phase).toBe('live');
  expect(FakeSocket.last.sent).toEqual([{ subscribe: ['a.x'] }]);
});

test('pauses never grow beyond ten seconds', () => {
  connected().drop();
  for (let attempt = 0; attempt < 12; attempt += 1) {
    vi.advanceTimersByTime(10_000);
    FakeSocket.last.drop();
  }
  const before = FakeSocket.opened.length;
  vi.advanceTimersByTime(10_000);
  expect(FakeSocket.opened).toHaveLength(before + 1);
});

test('a link that is open but silent counts as lost', () => {
  const socket = connected();
  vi.advanceTimersByTime(11_000);
  socket.say({ stats: [] });
  vi.advanceTimersByTime(11_000);
  expect(live.state.phase).toBe('live');
  vi.advanceTimersByTime(2000);
  expect(live.state.phase).toBe('reconnecting');
  expect(socket.closed).toBe(true);
});

test('a paused link stays closed until it is started', () => {
  const socket = connected();
  live.pause();
  socket.drop();
  vi.advanceTimersByTime(60_000);
  expect([FakeSocket.opened.length, live.state.phase, socket.closed]).toEqual([1, 'paused', true]);
  live.start();
  FakeSocket.last.accept();
  expect([FakeSocket.opened.length, live.state.phase]).toEqual([2, 'live']);
});

test('a late event of an old link changes nothing', () => {
  const old = connected();
  old.drop();
  vi.advanceTimersByTime(500);
  FakeSocket.last.accept();
  old.drop();
  expect(live.state.phase).toBe('live');
});

test('a message that is no JSON is passed over', () => {
  const heard: unknown[] = [];
  live.onMessage((message) => heard.push(message));
  const socket = connected();
  socket.say('{"samples": [');
  socket.say({ dropped: 3 });
  expect(heard).toEqual([{ dropped: 3 }]);
});
