import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test, vi } from 'vitest';
import { Component as PointsPage } from '@/pages/points/PointsPage';
import { show } from './stage';

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1000);
});

async function openWrite(address: string) {
  await userEvent.click(await screen.findByTestId(`write-${address}`));
  return within(await screen.findByRole('dialog'));
}

test('a written value is confirmed with what the device reads back', async () => {
  const { calls } = show(PointsPage, '/points?q=setpoint');
  const dialog = await openWrite('inverter_1.setpoint');
  await userEvent.type(dialog.getByTestId('write-value'), '2500');
  await userEvent.click(dialog.getByTestId('write-submit'));
  expect((await dialog.findByText(/reads back/)).textContent).toContain('2,500');
  expect(calls.at(-1)).toEqual({ call: 'POST /api/points/inverter_1.setpoint/write', body: { value: 2500 } });
});

test('a value out of range never leaves the page', async () => {
  const { calls } = show(PointsPage, '/points?q=setpoint');
  const dialog = await openWrite('inverter_1.setpoint');
  await userEvent.type(dialog.getByTestId('write-value'), '9000');
  await userEvent.click(dialog.getByTestId('write-submit'));
  expect(dialog.getByText('9000 is outside 0 to 5000.')).toBeTruthy();
  expect(calls.some(({ call }) => call.endsWith('/write'))).toBe(false);
});

test('a refusal is told with its reason', async () => {
  show(PointsPage, '/points?q=setpoint', { write: 'refuse' });
  const dialog = await openWrite('inverter_1.setpoint');
  await userEvent.type(dialog.getByTestId('write-value'), '100');
  await userEvent.click(dialog.getByTestId('write-submit'));
  expect(await dialog.findByText('Not written')).toBeTruthy();
  expect(dialog.getByText('Writing is blocked by the emergency stop or by maintenance.')).toBeTruthy();
});

test('no confirmation is neither called success nor failure', async () => {
  show(PointsPage, '/points?q=enabled', { write: 'silent' });
  const dialog = await openWrite('inverter_1.enabled');
  await userEvent.click(dialog.getByText('Off'));
  await userEvent.click(dialog.getByTestId('write-submit'));
  expect(await dialog.findByText('Unknown whether it was written')).toBeTruthy();
});

test('without a live link no quality is claimed', async () => {
  show(PointsPage, '/points?q=frequency');
  const row = within(await screen.findByTestId('point-inverter_1.ac.frequency'));
  expect(row.getByText('Unknown')).toBeTruthy();
  expect(row.queryByText('Good')).toBeNull();
});
