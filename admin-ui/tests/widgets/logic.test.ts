import { describe, expect, test } from 'vitest';
import { barStepOf, spanOf, stepOf } from '@/data/history/range';
import { keep, withTail, type Tail } from '@/widgets/parts/tail';
import { niceScale } from '@/widgets/parts/scale';
import { safeHref } from '@/ui/markdown/inline';
import { bandsOf, toneAt } from '@/widgets/parts/thresholds';
import { snapped } from '@/widgets/parts/use-draft';
import { boundTo } from '@/widgets/slots';
import { entriesOf, worstFirst } from '@/widgets/types/alarms/entries';
import { stretchOf } from '@/widgets/types/bar/stretch';
import { addressOf } from '@/widgets/types/battery/numbers';
import { amountOf, type Line } from '@/widgets/types/chart/lines';
import { axisRange, join } from '@/widgets/types/chart/join';
import { drawn, moved, zoomed } from '@/widgets/types/chart/zoom';
import { addressOf as embedded, isMixed, renewed, sandboxOf } from '@/widgets/types/embed/address';
import { SHAPES, arcPath, pointAt } from '@/widgets/types/gauge/arc';
import { stateOf, type LightOptions } from '@/widgets/types/light/state';
import { moved as placed, sortOut } from '@/widgets/types/plan/places';
import { linesOf } from '@/widgets/types/sparkline/lines';

const good = (value: string | number | boolean) => ({ value, quality: 'good' as const, reason: null, ts: 1000, point: null });
const base: Line = {
  name: 'series_1',
  point: 'a.b',
  label: '',
  style: 'bar',
  axis: 'left',
  color: 1,
  dash: [],
  fn: 'avg',
  step: 'day',
  unit: 'W',
  factor: 1,
};
const bad = { value: null, quality: 'bad' as const, reason: 'stale', ts: 1000, point: null };

describe('thresholds', () => {
  const thresholds = [
    { at: 60, tone: 'warn' as const },
    { at: 0, tone: 'ok' as const },
    { at: 80, tone: 'bad' as const },
  ];
  test('the highest that is reached decides, in whatever order they stand', () => {
    expect([-1, 0, 59.9, 60, 80, 200].map((value) => toneAt(value, thresholds))).toEqual([
      null,
      'ok',
      'ok',
      'warn',
      'bad',
      'bad',
    ]);
  });
  test('no number has no tone', () => {
    expect(toneAt(null, thresholds)).toBeNull();
  });
  test('their bands cover the scale from the first on, without gaps', () => {
    expect(bandsOf(thresholds, 0, 100)).toEqual([
      { from: 0, to: 0.6, tone: 'ok' },
      { from: 0.6, to: 0.8, tone: 'warn' },
      { from: 0.8, to: 1, tone: 'bad' },
    ]);
    expect(bandsOf(thresholds, 70, 75)).toEqual([{ from: 0, to: 1, tone: 'warn' }]);
  });
});

test('many bindings are in the order of their numbers', () => {
  const binding = { source: 'a.b' };
  const bindings = {
    series_10: binding,
    series_2: binding,
    series_1: binding,
    value: binding,
    series_x: binding,
    series: binding,
  };
  expect(boundTo({ bindings }, 'series')).toEqual(['series', 'series_1', 'series_2', 'series_10']);
});

test('a step leaves no dust of binary fractions and stays within the ends', () => {
  expect(snapped(0.1 + 0.2, [0, 1], 0.1)).toBe(0.3);
  expect(snapped(31, [5, 30], 0.5)).toBe(30);
  expect(snapped(7.3, [null, null], 0.5)).toBe(7.5);
});

describe('bars', () => {
  test('begin at zero where the scale has it', () => {
    expect(stretchOf(-50, -100, 100, true)).toEqual({ from: 0.25, to: 0.5 });
    expect(stretchOf(50, -100, 100, true)).toEqual({ from: 0.5, to: 0.75 });
    expect(stretchOf(50, -100, 100, false)).toEqual({ from: 0, to: 0.75 });
  });
  test('have a scale with a round end that holds all of them', () => {
    expect(niceScale([2310, 1172, null])).toEqual([0, 2500]);
    expect(niceScale([12, -340])).toEqual([-400, 15]);
    expect(niceScale([null])).toEqual([0, 100]);
  });
});

describe('gauge', () => {
  test('its arc goes from the lower left over the top to the lower right', () => {
    expect(pointAt(SHAPES.half, 0, 40)).toEqual({ x: 10, y: 50 });
    expect(pointAt(SHAPES.half, 0.5, 40)).toEqual({ x: 50, y: 10 });
    expect(arcPath(SHAPES.arc, 0, 1, 42)).toContain(' 0 1 1 ');
    expect(arcPath(SHAPES.arc, 0, 0.3, 42)).toContain(' 0 0 1 ');
  });
});

describe('light', () => {
  const options: LightOptions = { on_text: 'An', off_text: '', on_tone: 'ok', off_tone: 'idle', states: [] };
  const states = [{ value: '7', text: 'Störung', tone: 'bad' as const }];
  test('a switch has two states', () => {
    expect(stateOf(true, options)).toEqual({ tone: 'ok', text: 'An' });
    expect(stateOf(false, options)).toEqual({ tone: 'idle', text: '' });
  });
  test('a listed value has its own, an unlisted number none', () => {
    expect(stateOf(7, { ...options, states })).toEqual({ tone: 'bad', text: 'Störung' });
    expect(stateOf(3, { ...options, states })).toBeNull();
    expect(stateOf('anything', options)).toBeNull();
  });
});

describe('history', () => {
  test('a range has a few hundred buckets', () => {
    expect([stepOf('15m', 'auto'), stepOf('24h', 'auto'), stepOf('30d', 'auto'), stepOf('1y', 'auto')]).toEqual([
      5,
      300,
      7200,
      'day',
    ]);
    expect([barStepOf('1h'), barStepOf('24h'), barStepOf('7d'), barStepOf('1y')]).toEqual([300, 3600, 'day', 'month']);
  });
  test('buckets begin at round times, so that the same ones are asked for again', () => {
    expect(spanOf('1h', 60, 7_261_234)).toEqual({ from: 3_660_000, to: 7_261_234 });
  });
  test('the live end replaces the bucket that is not over and those ahead', () => {
    const now = Date.now();
    const at = (back: number) => Math.round((now - back) / 5000) * 5000;
    const series = { point: 'a.b', unit: '', times: [at(20_000), at(15_000), at(10_000), at(5_000)], values: [1, 2, null, null] };
    const course = withTail(series, { times: [at(16_000), now - 1000], values: [9, 3] }, '15m');
    expect(course.values).toEqual([1, 2, 3]);
    expect(course.times.toSorted((a, b) => a - b)).toEqual(course.times);
  });
  test('what is live is kept once, and a loss as one gap', () => {
    const tail: Tail = { times: [], values: [] };
    expect([
      keep(tail, 1, 5),
      keep(tail, 1, 5),
      keep(tail, 2, 6),
      keep(tail, 2, null),
      keep(tail, 2, null),
      keep(tail, 9, 7),
    ]).toEqual([true, false, true, true, false, true]);
    expect(tail).toEqual({ times: [1, 2, 3, 9], values: [5, 6, null, 7] });
  });
  test('a long live end does not grow for ever', () => {
    const tail: Tail = { times: [], values: [] };
    for (let time = 0; time < 10_000; time += 1) keep(tail, time, time);
    expect(tail.times.length).toBeLessThanOrEqual(2000);
    expect(tail.times.at(-1)).toBe(9999);
  });
});

describe('chart', () => {
  const course = (times: number[], values: (number | null)[]) => ({ times, values, from: 0, to: 100, gap: 10 });
  test('courses share one axis of time; nothing is no gap, null is one', () => {
    expect(join([course([0, 10], [1, null]), course([5, 10], [7, 8])])).toEqual([
      [0, 5, 10],
      [1, undefined, null],
      [undefined, 7, 8],
    ]);
  });
  test('a long silence is torn open', () => {
    expect(join([course([0, 50], [1, 2])])).toEqual([
      [0, 1, 50],
      [1, null, 2],
    ]);
  });
  test('an axis has room around its values, and zero where bars stand', () => {
    expect(axisRange(0, 100, { min: null, max: null, zero: true })).toEqual([0, 106]);
    expect(axisRange(40, 60, { min: null, max: 50, zero: false })).toEqual([38.8, 50]);
    const [low, high] = axisRange(7, 7, { min: null, max: null, zero: false });
    expect(low).toBeLessThan(7);
    expect(high).toBeGreaterThan(7);
    expect(axisRange(null, null, { min: 5, max: 2, zero: false })).toEqual([5, 6]);
  });
  test('it is looked at closer around the pointer, and never into the future', () => {
    const span = { from: 0, to: 1_000_000 };
    expect(zoomed(span, 0.5, 0.25, 2_000_000)).toEqual({ from: 125_000, to: 625_000 });
    expect(zoomed(span, 4, 0.5, 1_000_000).to).toBe(1_000_000);
    expect(moved(span, 0.5, 1_000_000)).toEqual(span);
    expect(moved(span, -0.5, 1_000_000)).toEqual({ from: -500_000, to: 500_000 });
    expect(zoomed(span, 1e-9, 0.5, 1_000_000)).toEqual({ from: 495_000, to: 505_000 });
  });
  test('a span can be drawn in both directions; a slip of the hand is none', () => {
    expect(drawn(60_000, 20_000, 1e9)).toEqual({ from: 20_000, to: 60_000 });
    expect(drawn(60_000, 60_400, 1e9)).toBeNull();
  });
});

test('energy from power is told in kWh, another amount in the unit of the history', () => {
  const line = { ...base, fn: 'integral' as const };
  expect(amountOf(line, 'Wh')).toMatchObject({ unit: 'kWh', factor: 0.001 });
  expect(amountOf(line, 'l')).toMatchObject({ unit: 'l', factor: 1 });
  expect(amountOf({ ...line, fn: 'avg' }, 'W')).toMatchObject({ unit: 'W', factor: 1 });
});

test('a sparkline breaks where nothing is known', () => {
  const paths = linesOf({ times: [0, 50, 100], values: [0, null, 10], from: 0, to: 100, gap: 60 }, 100, 20, { min: 0, max: 10 });
  expect(paths.line).toBe('M0.0 18.0M100.0 2.0');
});

describe('alarms', () => {
  const words = (key: string) => (key === 'overload' ? 'Überlast' : null);
  const of = (live: ReturnType<typeof good> | typeof bad) =>
    entriesOf({ name: 'alarm_1', binding: { source: 'plc.x', label: 'Pumpe' }, live }, words).map(({ level, text }) => [
      level,
      text,
    ]);
  test('what is not zero, off or empty is reported', () => {
    expect(of(good(true))).toEqual([['alarm', null]]);
    expect(of(good(0))).toEqual([['quiet', null]]);
    expect(of(good(4))).toEqual([['alarm', '4']]);
    expect(of(good(''))).toEqual([['quiet', null]]);
    expect(of(good('Tür offen'))).toEqual([['alarm', 'Tür offen']]);
  });
  test('keys of batteries are told by their sentences, warnings as such', () => {
    expect(of(good('overload, overload?'))).toEqual([
      ['alarm', 'Überlast'],
      ['warning', 'Überlast'],
    ]);
  });
  test('what cannot be told is not quiet', () => {
    expect(of(bad)).toEqual([['unknown', null]]);
  });
  test('the worst is first, among equals the youngest', () => {
    const entry = (level: 'alarm' | 'quiet' | 'unknown', since: number) => ({
      key: `${level}${since}`,
      level,
      from: '',
      text: null,
      since,
    });
    const sorted = worstFirst([entry('quiet', 9), entry('alarm', 1), entry('unknown', 5), entry('alarm', 3)]);
    expect(sorted.map(({ key }) => key)).toEqual(['alarm3', 'alarm1', 'unknown5', 'quiet9']);
  });
});

test('a battery is known by its charge', () => {
  expect(addressOf('bt_1.left.soc')).toBe('bt_1.left');
  expect(addressOf('bt_1/left/soc')).toBe('bt_1.left');
  expect([addressOf('bt_1.soc'), addressOf('plc.charge')]).toEqual([null, null]);
});

describe('embedded page', () => {
  const own = 'https://dinrail.local';
  test('only http and https are shown', () => {
    expect(embedded('https://{host}:8444/', 'box')?.href).toBe('https://box:8444/');
    for (const url of ['', 'javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', '//other/', 'blob:https://a/b']) {
      expect(embedded(url, 'box')).toBeNull();
    }
  });
  test('a page of the own origin loses its origin, so that it cannot take off its sandbox', () => {
    expect(sandboxOf(new URL('https://dinrail.local/x'), own)).not.toContain('allow-same-origin');
    expect(sandboxOf(new URL('https://dinrail.local:8444/x'), own)).toContain('allow-same-origin');
    expect(sandboxOf(new URL('https://other/'), own)).not.toContain('allow-top-navigation');
  });
  test('what a browser would refuse without a word is told', () => {
    expect(isMixed(new URL('http://cam/'), { protocol: 'https:' })).toBe(true);
    expect(isMixed(new URL('http://cam/'), { protocol: 'http:' })).toBe(false);
  });
  test('an image is fetched anew by another address', () => {
    expect(renewed(new URL('http://cam/snap?size=1'), 7)).toBe('http://cam/snap?size=1&_=7');
  });
});

test('links of a text lead to the web or into DINrail, nowhere else', () => {
  expect(safeHref('https://example.org')).toBe('https://example.org');
  expect(safeHref('/points?q=a')).toBe('/points?q=a');
  for (const href of ['javascript:alert(1)', 'JAVASCRIPT:x', '//evil', '/\\evil', 'data:text/html,x', 'vbscript:x']) {
    expect(safeHref(href)).toBeNull();
  }
});

test('a point on a plan keeps within the image and has one place', () => {
  const places = placed(placed([], 'point_1', 120, -4), 'point_1', 33.333, 50);
  expect(places).toEqual([{ binding: 'point_1', x: 33.3, y: 50 }]);
  const bound = (name: string) => ({ name, binding: { source: 'a.b' }, live: bad });
  const sorted = sortOut([bound('point_1'), bound('point_2')], [...places, { binding: 'point_9', x: 1, y: 1 }]);
  expect(sorted.placed.map(({ bound: { name } }) => name)).toEqual(['point_1']);
  expect(sorted.missing.map(({ name }) => name)).toEqual(['point_2']);
});
