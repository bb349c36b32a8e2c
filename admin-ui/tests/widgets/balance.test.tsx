import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import i18next from 'i18next';
import { describe, expect, test } from 'vitest';
import { beginOf } from '@/data/history/energy';
import {
  changeText,
  energyText,
  flowsOf,
  periodName,
  spanText,
  type BalanceOptions,
} from '@/widgets/types/energy_balance/balance';
import { inBerlin } from './berlin';
import { showWidget } from './stage';

const OPTIONS: BalanceOptions = {
  period: 'day',
  choose_period: true,
  compare: 'before',
  grid_positive: 'export',
  battery_positive: 'charge',
};
const bound = (...names: string[]) => ({ bindings: Object.fromEntries(names.map((name) => [name, { source: `h.${name}` }])) });
inBerlin();

describe('what is asked', () => {
  test('roofs are added up, a power with a sign says which way it counts', () => {
    expect(flowsOf(bound('pv_2', 'pv_1', 'grid', 'battery'), OPTIONS)).toEqual({
      solar: ['h.pv_1', 'h.pv_2'],
      rest: { grid: 'h.grid', grid_positive: 'export', battery: 'h.battery', battery_positive: 'charge' },
    });
  });

  test('meters of their own take the place of a power with a sign', () => {
    expect(flowsOf(bound('grid', 'grid_import', 'grid_export', 'house'), OPTIONS).rest).toEqual({
      grid_import: 'h.grid_import',
      grid_export: 'h.grid_export',
      consumption: 'h.house',
    });
  });
});

describe('periods', () => {
  test.each([
    ['day', 1, [2026, 9, 25]],
    ['week', 0, [2026, 9, 26]],
    ['week', 1, [2026, 9, 19]],
    ['month', 10, [2025, 11, 1]],
    ['year', 1, [2025, 0, 1]],
    ['day', -1, [2026, 9, 27]],
  ] as const)('a %s, %d back', (period, back, begin) => {
    expect(beginOf(period, back, new Date(2026, 9, 26, 8).getTime())).toEqual(new Date(begin[0], begin[1], begin[2]));
  });

  test('weeks begin on Monday, also on a Sunday', () => {
    expect(beginOf('week', 0, new Date(2026, 10, 1, 12).getTime())).toEqual(new Date(2026, 9, 26));
  });
});

describe('words', () => {
  test('energy has about three digits', () => {
    expect([0.456, 12.34, 1234.5, null].map(energyText)).toEqual(['0.46\u00a0kWh', '12.3\u00a0kWh', '1,235\u00a0kWh', '–']);
  });

  test('a change', () => {
    expect([0.12, -0.5, 0.001, 20].map((each) => changeText(each))).toEqual([
      { way: 'more', text: '12\u00a0%' },
      { way: 'less', text: '50\u00a0%' },
      { way: 'same', text: '=' },
      { way: 'more', text: '>\u00a0999\u00a0%' },
    ]);
  });

  test('whole days without, parts of days with the time of day', async () => {
    await i18next.changeLanguage('de');
    const day = new Date(2026, 10, 26).getTime();
    expect(spanText(day, day + 24 * 3_600_000)).toBe('26.11.2026');
    expect(spanText(day, day + 14.5 * 3_600_000)).toMatch(/^26\.11\.2026, 00:00\s*[–-]\s*14:30( Uhr)?$/);
    expect(periodName('month', new Date(2026, 9, 1).getTime(), new Date(2026, 10, 1).getTime())).toBe('Oktober 2026');
  });
});

describe('the widget', () => {
  test('shows amounts, shares and what has changed', async () => {
    showWidget('energy_balance');
    expect((await screen.findByTestId('self_supply')).textContent).toMatch(/^\d\d\s%$/);
    const rows = within(screen.getByText('Imported').closest('div') as HTMLElement);
    expect(rows.getByText(/kWh/)).toBeTruthy();
    expect(rows.getByText(/31.% less than before/)).toBeTruthy();
    expect(screen.getByText(/^Compared with/)).toBeTruthy();
  });

  test('goes back, and to another period', async () => {
    showWidget('energy_balance');
    await screen.findByTestId('self_supply');
    await userEvent.click(screen.getByRole('button', { name: 'Earlier' }));
    expect(screen.getByTestId('period').textContent).toMatch(/\d{4}/);
    await userEvent.selectOptions(screen.getByRole('combobox'), 'month');
    expect(screen.getByTestId('period').textContent).toBe('This month');
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Later' }).disabled).toBe(true);
  });

  test('never shows the amounts of one period below the name of another', async () => {
    const { world } = showWidget('energy_balance');
    await screen.findByTestId('self_supply');
    Object.assign(world.mode, { history: 'away' });
    await userEvent.click(screen.getByRole('button', { name: 'Earlier' }));
    expect(screen.getByTestId('period').textContent).toMatch(/\d{4}/);
    expect(screen.queryByText(/kWh/)).toBeNull();
  });

  test.each([
    ['off', /No history/i],
    ['away', /does not answer/i],
  ])('says when the history is %s', async (history, words) => {
    showWidget('energy_balance', { mode: { history } });
    expect(await screen.findByText(words)).toBeTruthy();
    expect(screen.queryByText(/kWh/)).toBeNull();
  });

  test('compares with nothing when it is told to', async () => {
    showWidget('energy_balance', { options: { compare: 'none' } });
    await screen.findByTestId('self_supply');
    expect(screen.queryByText(/^Compared with/)).toBeNull();
    expect(screen.queryByText(/than before/)).toBeNull();
  });
});
