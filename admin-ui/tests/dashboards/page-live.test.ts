import { expect, test, vi } from 'vitest';
import { SampleStore } from '@/data/live/samples';
import type { WireSample } from '@/data/live/types';
import { PageLive } from '@/widgets/live/page-live';

const good = (address: string, value: number): WireSample => [address, value, 1000, 'good', null];

function rig() {
  const samples = new SampleStore();
  const addresses = ['a.x', 'a.y'];
  samples.hold(addresses);
  let due: (() => void) | undefined;
  const live = new PageLive(samples, { request: (run) => ((due = run), 1), cancel: () => (due = undefined) });
  live.listen(addresses);
  const frame = () => {
    const run = due;
    due = undefined;
    run?.();
  };
  return { samples, live, frame, isDue: () => due !== undefined };
}

function widget(live: PageLive, source: string) {
  const { watch, values } = live.reader({ value: { source } });
  const tell = vi.fn();
  const end = watch(tell);
  tell.mockClear();
  return { tell, end, value: () => values()['value'] };
}

test('many samples become one telling per frame, and only to those they belong to', () => {
  const { samples, live, frame } = rig();
  const [x, y] = [widget(live, 'a.x'), widget(live, 'a.y')];
  for (let value = 0; value < 10; value += 1) samples.take([good('a.x', value)]);
  expect(x.tell).not.toHaveBeenCalled();
  frame();
  expect(x.tell).toHaveBeenCalledTimes(1);
  expect(y.tell).not.toHaveBeenCalled();
  expect(x.value()).toMatchObject({ value: 9, quality: 'good' });
});

test('a bad value is not shown, its reason is; it comes back when it is good again', () => {
  const { samples, live, frame } = rig();
  const x = widget(live, 'a.x');
  samples.take([['a.x', 21, 1000, 'bad', 'timeout']]);
  frame();
  expect(x.value()).toMatchObject({ value: null, quality: 'bad', reason: 'timeout' });
  samples.take([good('a.x', 22)]);
  frame();
  expect(x.value()).toMatchObject({ value: 22, quality: 'good' });
});

test('when the link is lost nothing old is shown until it comes anew', () => {
  const { samples, live, frame } = rig();
  const x = widget(live, 'a.x');
  samples.take([good('a.x', 5)]);
  frame();
  live.forget();
  frame();
  expect(x.value()).toMatchObject({ value: null, quality: null });
  samples.take([good('a.x', 6)]);
  frame();
  expect(x.value()).toMatchObject({ value: 6 });
});

test('a point nobody has is told as such, once the directory was asked', () => {
  const { live, frame } = rig();
  const x = widget(live, 'a.x');
  expect(x.value()).toMatchObject({ quality: null });
  live.describe(new Map());
  frame();
  expect(x.value()).toMatchObject({ value: null, quality: 'bad', reason: 'unknown_point' });
});

test('values stay the same object while nothing changed', () => {
  const { samples, live, frame } = rig();
  const x = widget(live, 'a.x');
  samples.take([good('a.x', 5)]);
  frame();
  const before = x.value();
  samples.take([good('a.y', 5)]);
  frame();
  expect(x.value()).toBe(before);
});

test('a widget that is gone is told nothing, and a stopped page asks for no frame', () => {
  const { samples, live, frame, isDue } = rig();
  const x = widget(live, 'a.x');
  x.end();
  samples.take([good('a.x', 5)]);
  frame();
  expect(x.tell).not.toHaveBeenCalled();
  live.stop();
  samples.take([good('a.x', 6)]);
  expect(isDue()).toBe(false);
});
