import { screen, waitFor, within } from '@testing-library/react';
import axe from 'axe-core';
import i18next from 'i18next';
import { describe, expect, test, vi } from 'vitest';
import { widgetTypes } from '@/widgets/registry';
import type { State } from '../../dev/gallery/samples';
import { showWidget } from './stage';

// The canvas is for the eye; what is tested here is all that stands beside it.
vi.mock('uplot', () => ({ default: vi.fn(), paths: {} }));
vi.mock('@/widgets/types/chart/Plot', () => ({ Plot: () => null }));

// Asked for by axe, which has no use for it without a layout.
HTMLCanvasElement.prototype.getContext = () => null;

const loaded = () => waitFor(() => expect(screen.queryByText('…')).toBeNull());

/** What axe can tell without a layout. */
async function complaints(): Promise<string[]> {
  const { violations } = await axe.run(document.body, {
    resultTypes: ['violations'],
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

describe.each([...widgetTypes().keys()])('%s', (name) => {
  test.each<State>(['good', 'stale', 'editing'])('shows itself %s, and axe has nothing serious to say', async (state) => {
    showWidget(name, { state });
    await loaded();
    expect(await complaints()).toEqual([]);
  });

  test.each<State>(['uncertain', 'none', 'unbound'])('shows itself %s', async (state) => {
    showWidget(name, { state });
    await loaded();
    expect(screen.getByRole('main').firstElementChild).not.toBeNull();
  });
});

test.each(['value', 'gauge', 'sparkline', 'bar', 'table', 'text', 'slider'])(
  '%s shows no old number for what is bad',
  async (name) => {
    showWidget(name, {
      state: 'stale',
      values: { value: { value: 3482.4 }, value_1: { value: 3482.4 }, row_1: { value: 3482.4 } },
    });
    await loaded();
    expect(document.body.textContent).not.toMatch(/3[.,]?482/);
    expect(document.body.textContent).toContain('–');
  },
);

test('numbers are written as the reader writes them', async () => {
  await i18next.changeLanguage('de');
  showWidget('value', { options: { decimals: 1 } });
  expect((await screen.findByTestId('reading')).textContent).toBe('3.482,4');
});

test('a unit and a tone of its own', async () => {
  showWidget('value', { options: { unit: 'Watt', thresholds: [{ at: 3000, tone: 'bad' }] } });
  expect((await screen.findByTestId('reading')).dataset['tone']).toBe('bad');
  expect(screen.getByText('Watt')).toBeTruthy();
});

test('a gauge tells its value with the unit', async () => {
  showWidget('gauge');
  const meter = await screen.findByRole('meter');
  expect(meter.getAttribute('aria-valuetext')).toBe('47.2\u00a0°C');
  expect([meter.getAttribute('aria-valuemin'), meter.getAttribute('aria-valuemax')]).toEqual(['0', '90']);
});

test('a gauge whose scale nobody told has one its value lies on', async () => {
  showWidget('gauge', { options: { min: null, max: null }, values: { value: { value: 18_401 } } });
  expect((await screen.findByRole('meter')).getAttribute('aria-valuemax')).toBe('20000');
});

test('entries among others carry the sign and the reason of what is wrong with them', async () => {
  showWidget('bar', { values: { value_2: { value: null, quality: 'bad', reason: 'not_connected' } } });
  const entry = await screen.findByTestId('reading-value_2');
  expect(entry.textContent).toContain('Bad');
  expect(entry.textContent).toContain('–');
  expect(screen.getByTestId('reading-value_1').textContent).not.toContain('Bad');
});

test('a table says on and off in words of its own, of what is known', async () => {
  const words = { on_text: 'open', off_text: 'shut' };
  showWidget('table', { options: words, values: { row_1: { value: true }, row_2: { value: false, quality: 'bad' } } });
  expect((await screen.findByTestId('reading-row_1')).textContent).toBe('open');
  expect(screen.getByTestId('reading-row_2').textContent).toBe('–');
});

test('a text without words shows what is bound to it', async () => {
  showWidget('text', { options: { text: '' } });
  expect((await screen.findByTestId('reading-value_1')).textContent).toBe('3,482.4\u00a0W');
});

test('a text is Markdown, never HTML of the page', async () => {
  const text =
    '<img src=x onerror=alert(1)> **fett** [gut](https://a.org) [böse](javascript:alert(1)) {{value_1}} {{nothing}} {{constructor}}';
  showWidget('text', { options: { text } });
  expect((await screen.findByText('fett')).tagName).toBe('STRONG');
  expect(document.querySelector('img')).toBeNull();
  expect(screen.getByText('gut').closest('a')?.getAttribute('rel')).toBe('noopener noreferrer');
  expect(document.body.textContent).toContain('[böse](javascript:alert(1))');
  expect(document.body.textContent).toContain('<img src=x');
  expect(screen.getByTestId('reading-value_1').textContent).toBe('3,482.4\u00a0W');
  expect(document.body.textContent).toContain('{{nothing}} {{constructor}}');
});

test('alarms tell what is unknown apart from what is quiet', async () => {
  showWidget('alarms', {
    options: { problems: false, show_quiet: true },
    values: { alarm_1: { value: null, quality: 'bad', reason: 'stale' } },
  });
  await loaded();
  const lines = screen.getAllByRole('listitem').map((line) => [line.dataset['level'], line.textContent]);
  expect(lines.map(([level]) => level)).toEqual(['alarm', 'warning', 'unknown', 'quiet']);
  expect(lines[0]?.[1]).toContain('Cell voltage too low');
});

test('alarms list what troubles the system', async () => {
  showWidget('alarms', { state: 'unbound', mode: { problems: 2 } });
  expect(await screen.findByText('instances.json')).toBeTruthy();
  expect(screen.getAllByRole('listitem')).toHaveLength(2);
});

test('without history a chart says so and has its live end', async () => {
  showWidget('chart', { mode: { history: 'off' } });
  expect((await screen.findByTestId('history-note')).textContent).toContain('No history is kept here');
  expect(screen.getByTestId('legend-series_1').textContent).toContain('3,482');
});

test('history that is away is asked again, and the note goes when it is back', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const { world } = showWidget('chart', { mode: { history: 'away' } });
  await vi.waitFor(() => expect(screen.getByTestId('history-note').dataset['state']).toBe('away'), { timeout: 20_000 });
  world.mode['history'] = 'on';
  await vi.advanceTimersByTimeAsync(16_000);
  await vi.waitFor(() => expect(screen.queryByTestId('history-note')).toBeNull(), { timeout: 20_000 });
  vi.useRealTimers();
});

test('a chart can be read as a table', async () => {
  const { default: userEvent } = await import('@testing-library/user-event');
  showWidget('chart');
  await userEvent.click(await screen.findByTestId('as-table'));
  const table = within(await screen.findByRole('table'));
  expect(table.getByRole('columnheader', { name: 'Leistung (W)' })).toBeTruthy();
  await waitFor(() => expect(table.getAllByRole('rowheader').length).toBeGreaterThan(50));
});

test('a heat map has a cell for each hour of each day', async () => {
  showWidget('heatmap', { options: { days: 3 } });
  await waitFor(() => expect(screen.getAllByRole('cell')).toHaveLength(72));
  expect(screen.getAllByRole('rowheader')).toHaveLength(3);
});

test('the energy flow names places, powers and directions', async () => {
  showWidget('energy_flow');
  expect((await screen.findByTestId('node-grid')).textContent).toContain('1.31\u00a0kW');
  expect(screen.getByTestId('node-grid').textContent).toContain('export');
  expect(screen.getByTestId('node-house').textContent).toContain('worked out');
  expect(screen.getByTestId('flow-soc').textContent).toContain('62\u00a0%');
});

test('a battery reads what is not bound from the battery itself', async () => {
  const soc = { source: 'bt_1.left.soc' };
  const { SAMPLES } = await import('../../dev/gallery/samples');
  const sample = SAMPLES['battery']?.bindings['soc'];
  if (sample === undefined) throw new Error('no sample');
  vi.spyOn(SAMPLES['battery'] as object as { bindings: object }, 'bindings', 'get').mockReturnValue({
    soc: { ...sample, binding: soc },
  });
  showWidget('battery', { options: { whole: true }, mode: { batteries: 1 } });
  expect(await screen.findByText('Discharging at 38.4 A')).toBeTruthy();
  await waitFor(() => expect(screen.getByRole('list', { name: 'Cells' }).children).toHaveLength(16));
});

test('a page is framed without the rights of DINrail', async () => {
  showWidget('embed', { options: { kind: 'page', url: 'https://grafana.local/d/1' } });
  const frame = await screen.findByTitle('Titel');
  expect(frame.getAttribute('sandbox')).toBe('allow-scripts allow-forms allow-popups allow-same-origin');
  expect(frame.getAttribute('referrerpolicy')).toBe('no-referrer');
});

test('a point is put onto a plan with the keyboard', async () => {
  const { default: userEvent } = await import('@testing-library/user-event');
  const { options } = showWidget('plan', { state: 'editing' });
  await userEvent.tab();
  await screen.findAllByRole('button');
  const handle = screen.getByRole('button', { name: /Wohnzimmer: move/ });
  handle.focus();
  await userEvent.keyboard('{ArrowRight}{Shift>}{ArrowDown}{/Shift}');
  expect(options()['places']).toContainEqual({ binding: 'point_1', x: 28, y: 35 });
  const waiting = screen.getByRole('button', { name: /Flur/ });
  waiting.focus();
  await userEvent.keyboard('{ArrowUp}');
  expect(options()['places']).toContainEqual({ binding: 'point_3', x: 50, y: 91 });
});

test('a history that has just begun is asked again soon, also where whole hours are shown', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const { world } = showWidget('heatmap', { mode: { history: 'young' } });
  await waitFor(() => expect(screen.getByTestId('history-note').dataset['state']).toBe('ready'));
  world.mode['history'] = 'on';
  await vi.advanceTimersByTimeAsync(16_000);
  await waitFor(() => expect(screen.getByRole('table')).toBeTruthy());
  vi.useRealTimers();
});
