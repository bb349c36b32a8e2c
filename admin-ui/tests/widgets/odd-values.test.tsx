import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import i18next from 'i18next';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fixed, measured, number } from '@/format/number';
import { numberText } from '@/widgets/parts/reading';
import { linesOf } from '@/widgets/types/sparkline/lines';
import { SAMPLES } from '../../dev/gallery/samples';
import { showWidget, type WidgetStage } from './stage';

const written = ({ calls }: WidgetStage) => calls.filter(({ call }) => call.endsWith('/write')).map(({ body }) => body);
const pointOf = (name: string, binding: string) => {
  const sample = SAMPLES[name]?.bindings[binding];
  if (sample === undefined) throw new Error(`no sample ${name}`);
  return sample.point;
};

beforeEach(async () => void (await i18next.changeLanguage('en')));

describe('numbers', () => {
  test('what is rounded to nothing has no sign', () => {
    expect([number(-0.3), fixed(-0.04, 1), fixed(-0, 2), fixed(-0.06, 1)]).toEqual(['0', '0.0', '0.00', '-0.1']);
  });

  test('a number beyond everyday size is short, whatever decimals were chosen, in the notation of the language', async () => {
    expect(numberText(1.5e300, 2)).toBe('1.500e+300');
    await i18next.changeLanguage('de');
    expect([measured(1.5e15), numberText(-2e12, 1), numberText(1234.56, 1)]).toEqual(['1,500e+15', '-2,000e+12', '1.234,6']);
  });
});

test('a sparkline that lies below its scale stays at the bottom', () => {
  const course = { times: [0, 10], values: [-5, -9], from: 0, to: 10, gap: 20 };
  expect(linesOf(course, 100, 60, { min: 0, max: null }).line).toBe('M0.0 58.0L100.0 58.0');
  expect(linesOf({ ...course, values: [5, 9] }, 100, 60, { min: null, max: 0 }).line).toBe('M0.0 2.0L100.0 2.0');
});

describe('a battery', () => {
  const shownWith = (binding: string, unit: string, value: number) =>
    showWidget('battery', { values: { [binding]: { value, point: { ...pointOf('battery', binding), unit } } } });

  test('tells power in watts, whatever unit the point has', async () => {
    shownWith('power', 'kW', -2.029);
    expect(await screen.findByText(/^-2,029.W$/)).toBeTruthy();
  });

  test('takes cells in millivolts for what they are', async () => {
    shownWith('cell_5', 'mV', 3289);
    await waitFor(() => expect(screen.getByRole('list', { name: 'Cells' }).children[4]?.textContent).toContain('3.289\u00a0V'));
  });

  test('shows a temperature in degrees Fahrenheit in °C', async () => {
    shownWith('temperature', 'degF', 77);
    expect(await screen.findByText(/^25.°C$/)).toBeTruthy();
  });

  test('does not take another quantity for its voltage', async () => {
    shownWith('voltage', 'W', 52.84);
    await screen.findByTestId('soc');
    expect(screen.queryByText(/52\.84/)).toBeNull();
  });
});

describe('a switch of words', () => {
  const word = (value: string) => ({ value, point: { ...pointOf('switch', 'value'), type: 'STRING' } });

  test.each([
    ['OFF', 'false'],
    ['on', 'true'],
    ['false', 'false'],
  ])('%s is what it says', async (value, checked) => {
    showWidget('switch', { values: { value: word(value) } });
    expect((await screen.findByRole('switch')).getAttribute('aria-checked')).toBe(checked);
  });

  test('another word is neither on nor off', async () => {
    showWidget('switch', { values: { value: word('heating') } });
    expect(await screen.findByRole('button', { name: 'Off' })).toBeTruthy();
    expect(screen.queryByRole('switch')).toBeNull();
  });
});

test.each(['offen', '2', ''])('%j is not written to a switch as off', async (write) => {
  const stage = showWidget('button', { options: { confirm: false, write } });
  await userEvent.click(await screen.findByTestId('button'));
  await waitFor(() => expect(screen.getByTestId('control-state').textContent).toMatch(/^Not written/));
  expect(written(stage)).toEqual([]);
});

test('a heat map writes units as people do', async () => {
  showWidget('heatmap', { options: { days: 2, unit: 'degC' } });
  expect((await screen.findByRole('img')).getAttribute('aria-label')).toMatch(/\d\u00a0°C/);
});

test('a doubtful reading beside a setpoint is marked as such', async () => {
  showWidget('setpoint', { values: { actual: { quality: 'uncertain', reason: 'instance_starting' } } });
  expect(
    (await screen.findByText(/20\.9/)).closest('[data-testid="actual"]')?.querySelector('[data-quality="uncertain"]'),
  ).toBeTruthy();
});

test('that nothing was reported before is not told as if it were now', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  try {
    showWidget('alarms', { state: 'unbound', mode: { problems: 0 } });
    expect((await screen.findByTestId('no-alarms')).textContent).toBe('Nothing is reported.');
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('gone')));
    await act(() => vi.advanceTimersByTimeAsync(70_000));
    expect(screen.getByTestId('no-alarms').textContent).toBe('Unknown whether anything is reported.');
  } finally {
    vi.useRealTimers();
  }
});
