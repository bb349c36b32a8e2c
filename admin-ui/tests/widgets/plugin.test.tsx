import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { WidgetTypeView } from '@/data/dashboards/types';
import type { LiveValue, Widget } from '@/widgets/contract';
import { WidgetFrame } from '@/widgets/frame/WidgetFrame';
import { PageLiveProvider } from '@/widgets/live/context';
import { PATIENCE_MS, type FrameState } from '@/widgets/plugin/link';
import PluginView from '@/widgets/plugin/PluginView';
import { typeOf } from '@/widgets/plugin/types';
import { setPluginTypes, widgetTypes } from '@/widgets/registry';
import { SAMPLES } from '../../dev/gallery/samples';
import { show } from '../pages/stage';

const VIEW: WidgetTypeView = {
  type: 'widget-dial',
  version: '1.0.0',
  title: { en: 'Dial', de: 'Zeiger' },
  description: { en: 'A dial.' },
  definition: {
    group: 'show',
    size: { w: 3, h: 3, minW: 2, minH: 1 },
    slots: [
      { name: 'level', kind: 'number' },
      { name: 'pump', kind: 'boolean', writable: true },
    ],
    options: { type: 'object', additionalProperties: false, properties: { full: { type: 'number', default: 100 } } },
    texts: { en: { '/full': 'Full at', 'slot.pump': 'Pump' }, de: { '/full': 'Voll bei' } },
  },
  problem: null,
};
/** A point of the made-up house that can be written. */
const PUMP = SAMPLES['switch']?.bindings['value']?.binding.source ?? '';
const WIDGET: Widget = {
  type: 'widget-dial',
  title: 'Cistern',
  page: 'home',
  bindings: { level: { source: 'plc.tank.level' }, pump: { source: PUMP } },
  layout: { x: 0, y: 0, w: 3, h: 3 },
  layouts: {},
  options: { full: 5000, unknown: 1 },
  role: 'viewer',
};
const live = (value: LiveValue['value'], quality: LiveValue['quality'] = 'good'): LiveValue => ({
  value,
  quality,
  reason: null,
  ts: 1,
  point: null,
});

interface Wanted {
  options?: Record<string, unknown>;
  values?: Record<string, LiveValue>;
  editing?: boolean;
  mode?: Record<string, string | number>;
}

/** The widget with a page one frame further in, as the gateway serves it. */
async function showPlugin({ options = {}, values = {}, editing = false, mode = {} }: Wanted = {}) {
  setPluginTypes([typeOf(VIEW)].flatMap((type) => type ?? []));
  const widget = { ...WIDGET, options: { ...WIDGET.options, ...options } };
  const given = { level: live(2500), pump: live(false), ...values };
  const stage = show(() => <PluginView id="one" widget={widget} values={given} editing={editing} />, '/', mode);
  const outer = await screen.findByTestId<HTMLIFrameElement>('plugin-frame');
  const document = outer.contentDocument;
  document?.write('<iframe sandbox="allow-scripts allow-same-origin"></iframe>');
  const page = outer.contentWindow?.[0] as Window & typeof globalThis;
  const told: { state?: FrameState; number?: number; id?: number; done?: boolean }[] = [];
  page.addEventListener('message', ({ data }: MessageEvent) => told.push(data));
  const say = (data: object, source: unknown = page) =>
    act(
      () => void window.dispatchEvent(new MessageEvent('message', { data: { dinrail: 1, ...data }, source: source as Window })),
    );
  const writes = () => stage.calls.filter(({ call }) => call.endsWith('/write'));
  // The person's rights have to be known first.
  await waitFor(() => expect(stage.calls.some(({ call }) => call === 'GET /api/auth/status')).toBe(true));
  return { outer, told, say, writes, states: () => told.flatMap(({ state }) => state ?? []) };
}

afterEach(() => {
  setPluginTypes([]);
  vi.useRealTimers();
});

test('a plugin brings a type with its words; one of ours is never replaced', () => {
  const dial = typeOf(VIEW);
  const gauge = typeOf({ ...VIEW, type: 'gauge' });
  const ours = widgetTypes().get('gauge');
  setPluginTypes([dial, gauge].flatMap((type) => type ?? []));
  expect(widgetTypes().get('gauge')).toBe(ours);
  expect(widgetTypes().get('widget-dial')?.texts.de).toMatchObject({
    name: 'Zeiger',
    about: 'A dial.',
    '/full': 'Voll bei',
    'slot.pump': 'Pump',
  });
  // Writing asks first, unless the one who puts it up says otherwise.
  expect(dial?.options['properties']).toMatchObject({ full: { default: 100 }, confirm: { default: true } });
  expect(typeOf(structuredClone(VIEW))).toBe(dial);
  expect(typeOf({ ...VIEW, definition: null })).toBeNull();
});

test('the frame has scripts and nothing else', async () => {
  const { outer } = await showPlugin();
  expect(outer.getAttribute('sandbox')).toBe('allow-scripts');
  expect(outer.getAttribute('src')).toBe('/api/widget-types/widget-dial/page');
  expect(outer.title).toBe('Cistern');
});

test('its page is told values, options, language and colours, and no address', async () => {
  const { say, states } = await showPlugin({ values: { pump: live(true, 'bad') } });
  say({ ready: true });
  await waitFor(() => expect(states()).toHaveLength(1));
  const [state] = states();
  expect(state).toMatchObject({ options: { full: 5000, confirm: true }, language: 'en', theme: 'light' });
  expect(state?.values['level']).toMatchObject({ value: 2500, quality: 'good', text: '2,500' });
  expect(state?.values['pump']).toMatchObject({ value: null, quality: 'bad', text: '–' });
  expect(JSON.stringify(state)).not.toContain(PUMP);
});

test('a wish is carried out after a yes, and its end is told', async () => {
  const { say, told, writes } = await showPlugin();
  say({ write: 'pump', value: true, id: 5 });
  fireEvent.click(await screen.findByTestId('confirm'));
  await waitFor(() => expect(told).toContainEqual({ dinrail: 1, id: 5, done: true }));
  expect(writes()).toEqual([{ call: `POST /api/points/${PUMP}/write`, body: { value: true } }]);
});

test('a no is told, and the page may not ask again at once', async () => {
  const { say, told, writes } = await showPlugin();
  say({ write: 'pump', value: true, id: 1 });
  fireEvent.click(await screen.findByText('Cancel'));
  await waitFor(() => expect(told).toContainEqual({ dinrail: 1, id: 1, done: false }));
  say({ write: 'pump', value: true, id: 2 });
  await waitFor(() => expect(told).toContainEqual({ dinrail: 1, id: 2, done: false }));
  expect(writes()).toEqual([]);
});

test('one wish at a time', async () => {
  const { say, told, writes } = await showPlugin();
  say({ write: 'pump', value: true, id: 1 });
  say({ write: 'pump', value: false, id: 2 });
  await waitFor(() => expect(told).toContainEqual({ dinrail: 1, id: 2, done: false }));
  fireEvent.click(await screen.findByTestId('confirm'));
  await waitFor(() => expect(writes().map(({ body }) => body)).toEqual([{ value: true }]));
});

test.each(['level', 'level_1', 'pump_1', PUMP, '__proto__', ''])('it may not write to %j', async (binding) => {
  const { say, told, writes } = await showPlugin({ options: { confirm: false } });
  say({ write: binding, value: 1, id: 9 });
  await waitFor(() => expect(told).toContainEqual({ dinrail: 1, id: 9, done: false }));
  expect(writes()).toEqual([]);
});

test.each<Wanted>([{ editing: true }, { mode: { role: 'viewer' } }])('nothing is written with %j', async (wanted) => {
  const { say, told, writes, states } = await showPlugin({ ...wanted, options: { confirm: false } });
  say({ ready: true });
  say({ write: 'pump', value: true, id: 9 });
  await waitFor(() => expect(told).toContainEqual({ dinrail: 1, id: 9, done: false }));
  expect(states().at(-1)?.writable).toBe(false);
  expect(writes()).toEqual([]);
});

test('a message from elsewhere is nobody’s wish', async () => {
  const { outer, say, writes, told } = await showPlugin({ options: { confirm: false } });
  for (const source of [window, outer.contentWindow, null]) say({ write: 'pump', value: true, id: 1 }, source);
  say({ write: 'level', value: 1, id: 2 });
  await waitFor(() => expect(told).toContainEqual({ dinrail: 1, id: 2, done: false }));
  expect(told).toHaveLength(1);
  expect(writes()).toEqual([]);
});

test('a page that does not answer is said to be silent, and can be loaded anew', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const { outer } = await showPlugin();
  await act(() => vi.advanceTimersByTimeAsync(PATIENCE_MS));
  expect(screen.getByRole('alert').textContent).toContain('The plugin does not answer.');
  fireEvent.click(screen.getByText('Reload'));
  expect(screen.queryByRole('alert')).toBeNull();
  expect(screen.getByTestId('plugin-frame')).not.toBe(outer);
});

test('a widget whose plugin is missing says so, and appears when it is there', async () => {
  const widgets = { one: WIDGET };
  show(
    () => (
      <PageLiveProvider widgets={widgets}>
        <WidgetFrame id="one" widget={WIDGET} />
      </PageLiveProvider>
    ),
    '/',
  );
  expect((await screen.findByTestId('unknown-type')).textContent).toContain('widget-dial');
  act(() => setPluginTypes([typeOf(VIEW)].flatMap((type) => type ?? [])));
  expect(await screen.findByTestId('plugin-frame')).toBeTruthy();
});
