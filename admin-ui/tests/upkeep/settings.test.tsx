import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { Component as SettingsPage } from '@/pages/settings/SettingsPage';
import { show } from '../pages/stage';

const field = (name: string) => screen.findByTestId<HTMLInputElement>(`setting-${name}`);
const sent = (calls: { call: string; body: unknown }[]) => calls.find(({ call }) => call === 'PUT /api/settings')?.body;

test('a changed setting is saved with the others, a secret that is left alone stays a mark', async () => {
  const { calls } = show(SettingsPage, '/settings');
  const days = await field('errors-days');
  expect(days.value).toBe('90');
  await userEvent.clear(days);
  await userEvent.type(days, '30');
  await userEvent.click(screen.getByTestId('settings-save'));
  expect(await screen.findByText('The settings were saved.')).toBeTruthy();
  expect(sent(calls)).toMatchObject({ errors: { days: 30, max_mb: 64 }, sentry: { dsn: { $secret: true } } });
});

test('what is refused is told at its field, and nothing that was typed is lost', async () => {
  show(SettingsPage, '/settings');
  await userEvent.clear(await field('errors-days'));
  await userEvent.type(await field('errors-days'), '9999');
  await userEvent.click(await field('backup-enabled'));
  await userEvent.click(screen.getByTestId('settings-save'));
  expect(await screen.findByText('Scheduled backups need a passphrase.')).toBeTruthy();
  expect(screen.getByText('9999 is outside 1 to 3650.')).toBeTruthy();
  expect((await field('errors-days')).value).toBe('9999');
});

test('the certificate in use is told, and names it is not for', async () => {
  show(SettingsPage, '/settings');
  const shown = within(await screen.findByTestId('certificate'));
  expect(shown.getByText('Issued by this box, renewed by itself.')).toBeTruthy();
  expect(screen.getByText('It is not for these names of the box: solar.example.')).toBeTruthy();
  await vi.waitFor(() => expect(screen.getByTestId<HTMLButtonElement>('certificate-save').disabled).toBe(true));
});

test('what the selection for Prometheus holds is told, and what does not fit', async () => {
  show(SettingsPage, '/settings');
  const shown = within(await screen.findByTestId('selection'));
  expect(shown.getByText('200 points are told; without a good value now: 1.')).toBeTruthy();
  expect(shown.getByText('31 points do not fit and are left out.')).toBeTruthy();
  expect(shown.getByText(/plc_garage\.x/)).toBeTruthy();
});

test('a pattern is added as a chip and saved; a wrong one is refused at the field and stays', async () => {
  const { calls } = show(SettingsPage, '/settings');
  await userEvent.type(await field('prometheus-points'), 'bms_2.pack.soc{Enter}plc..x{Enter}');
  await userEvent.click(screen.getByTestId('settings-save'));
  expect(await screen.findByText('“plc..x” is not a valid pattern.')).toBeTruthy();
  const points = ['bms_1.**', 'inverter_1.ac.power', 'plc_garage.x', 'bms_2.pack.soc'];
  expect(sent(calls)).toMatchObject({ prometheus: { points: [...points, 'plc..x'], budget: 200 } });
  await userEvent.type(await field('prometheus-points'), '{Backspace}');
  await userEvent.click(screen.getByTestId('settings-save'));
  await screen.findByText('The settings were saved.');
  const last = calls.findLast(({ call }) => call === 'PUT /api/settings');
  expect(last?.body).toMatchObject({ prometheus: { points } });
});
