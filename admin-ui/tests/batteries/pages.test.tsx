import { screen, within } from '@testing-library/react';
import i18next from 'i18next';
import { beforeEach, expect, test } from 'vitest';
import { Component as BatteriesPage } from '@/pages/batteries/BatteriesPage';
import { Component as BatteryPage } from '@/pages/battery/BatteryPage';
import { show } from '../pages/stage';

const one = (battery: string, batteries = 4) =>
  show(BatteryPage, '/batteries/bt_1.left', { batteries, battery }, '/batteries/:address');

beforeEach(() => {
  // jsdom lays nothing out; the list has to have a height for its lines.
  Object.defineProperty(Element.prototype, 'clientHeight', { configurable: true, get: () => 900 });
  Object.defineProperty(Element.prototype, 'clientWidth', { configurable: true, get: () => 900 });
});

test('the worst battery is at the top, and says why', async () => {
  show(BatteriesPage, '/batteries', { batteries: 4, battery: 'alarm' });
  const table = await screen.findByTestId('batteries');
  const lines = within(table).getAllByRole('row').slice(1);
  expect(lines[0]?.textContent).toContain('Alarm');
  expect(lines[0]?.textContent).toContain('Cell voltage too low');
  expect(lines[1]?.textContent).toContain('No values');
  expect(within(table).getByTestId('battery-bt_1.left').getAttribute('href')).toBe('/batteries/bt_1.left');
});

test('a house without batteries says how one appears', async () => {
  show(BatteriesPage, '/batteries');
  expect(await screen.findByText('No battery yet')).toBeTruthy();
});

test('alarms are told in words of both languages, with their level', async () => {
  await i18next.changeLanguage('de');
  one('alarm');
  const alarms = within(await screen.findByTestId('alarms'));
  expect(alarms.getByText('Zellspannung zu niedrig')).toBeTruthy();
  expect(alarms.getAllByText('Alarm:')).toHaveLength(2);
  expect(alarms.getByText('Warnung:')).toBeTruthy();
  expect(alarms.getByText('Meldung ohne bekannte Bedeutung (Bit 9)')).toBeTruthy();
  expect(screen.getByTestId('discharge_mos').textContent).toBe('gesperrt');
});

test('cells have their number, volts and marks', async () => {
  one('fine');
  expect((await screen.findByTestId('cell-lowest')).textContent).toContain('no. 5');
  expect(screen.getByTestId('cell-highest').textContent).toContain('no. 12');
  expect(screen.getByTestId('cell-5').textContent).toMatch(/Lowest.*Cell 5.*3\.2\d\d V/);
  expect(screen.getByTestId('flow').textContent).toBe('Discharging at 38.4 A');
});

test.each(['stale', 'dead'])('a %s battery shows no number but why', async (battery) => {
  one(battery);
  expect((await screen.findByTestId('soc')).textContent).toBe('–');
  expect(screen.getByTestId('voltage').textContent).toBe('–');
  expect(screen.getByTestId('cell-3').textContent).toContain('–');
  expect(screen.getByTestId('battery-trouble').textContent).toContain('No current values');
  expect(screen.getByText('Unknown whether the battery reports anything.')).toBeTruthy();
});

test('cards of what a battery never tells are left out', async () => {
  one('bare');
  await screen.findByTestId('soc');
  expect(screen.queryByTestId('cells')).toBeNull();
  expect(screen.queryByTestId('switches')).toBeNull();
});

test('a battery that is gone is told, not shown empty', async () => {
  one('fine', 0);
  expect(await screen.findByText('This battery is not there (any more)')).toBeTruthy();
});
