import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test, vi } from 'vitest';
import { Component as PointsPage } from '@/pages/points/PointsPage';
import { show } from './stage';

// The canvas is for the eye; what is tested here is all that stands beside it.
vi.mock('@/widgets/types/chart/Plot', () => ({ Plot: () => null }));

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1000);
});

async function opened(address: string, mode: Record<string, string> = {}) {
  show(PointsPage, `/points?q=${address}`, mode);
  await userEvent.click(await screen.findByTestId(`point-${address}`));
  return within(await screen.findByRole('dialog'));
}

test('a number has a chart, and its samples as a file', async () => {
  const drawer = await opened('inverter_1.ac.frequency');
  const file = (await drawer.findByTestId('as-csv')).getAttribute('href') ?? '';
  const asked = new URL(file, 'http://host').searchParams;
  expect(asked.getAll('point')).toEqual(['inverter_1.ac.frequency']);
  expect(Number(asked.get('to')) - Number(asked.get('from'))).toBeGreaterThan(86_000_000);
  expect(drawer.queryByTestId('changes')).toBeNull();
});

test('a switch has a chart and a list of what it was', async () => {
  const drawer = await opened('inverter_1.enabled');
  const rows = within(await drawer.findByTestId('changes')).getAllByRole('row');
  expect(rows[1]?.textContent).toMatch(/(On|Off)1 h 30 min$/);
  expect(rows[4]?.textContent).toContain('no value');
  expect(await drawer.findByTestId('course')).toBeTruthy();
});

test('what was already so when the list begins is told to be older', async () => {
  const drawer = await opened('inverter_1.enabled', { history: 'still' });
  const [, only] = within(await drawer.findByTestId('changes')).getAllByRole('row');
  expect(only?.textContent).toMatch(/^before .*over 1 d$/);
});

test.each([
  ['off', 'No history is kept here.'],
  ['away', 'The history does not answer; it is asked again.'],
])('says when the history is %s', async (history, words) => {
  const drawer = await opened('inverter_1.enabled', { history });
  expect(await drawer.findByText(words)).toBeTruthy();
  expect(drawer.queryByTestId('as-csv')).toBeNull();
});
