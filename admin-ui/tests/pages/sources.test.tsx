import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { Component as RoutesPage } from '@/pages/routes/RoutesPage';
import '@/pages/routes/sources/SourcesTab';
import { show } from './stage';

const changes = (calls: { call: string }[]) => calls.map(({ call }) => call).filter((call) => !call.startsWith('GET'));

test('a source that was cut off shows the evidence and what to press', async () => {
  const { calls } = show(RoutesPage, '/routes?tab=sources', { routes: 7, breaker: 'open' });
  const card = within(await screen.findByTestId('source-inverter_1'));
  expect(card.getByText('Cut off')).toBeTruthy();
  expect(card.getByText('Sent 21350 messages per second; 500 are allowed.')).toBeTruthy();
  expect(card.getAllByText('smarthome/inverter_1/unit_0/raw').length).toBeGreaterThan(0);
  expect(card.getByText('The 10 loudest topics')).toBeTruthy();
  expect(await card.findByTestId('source-inverter_1-logs')).toBeTruthy();
  await userEvent.click(card.getByTestId('source-inverter_1-reactivate'));
  expect(await screen.findByText(/^Wechselrichter Garage is read again\. If the cause/)).toBeTruthy();
  expect(changes(calls)).toEqual(['POST /api/routes/sources/inverter_1/reactivate']);
  await vi.waitFor(() => expect(screen.queryByText('Cut off')).toBeNull());
});

test('the alarm above every tab leads to the source', async () => {
  show(RoutesPage, '/routes', { routes: 7, breaker: 'open' });
  await userEvent.click(await screen.findByTestId('alarm-inverter_1'));
  expect(await screen.findByTestId('evidence-inverter_1')).toBeTruthy();
});

test('new points above the budget are counted, with examples', async () => {
  show(RoutesPage, '/routes?tab=sources', { routes: 7, breaker: 'open' });
  const warning = within(await screen.findByTestId('quarantine-meter_1'));
  expect(warning.getByText('1,312 new points are not routed')).toBeTruthy();
  expect(warning.getByText('smarthome/meter_1/session/8f3a01')).toBeTruthy();
});

test('disconnecting asks and names what it costs; connecting does not ask', async () => {
  const { calls, world } = show(RoutesPage, '/routes?tab=sources', { routes: 7 });
  await userEvent.click(await screen.findByTestId('source-meter_1-disconnect'));
  expect(await screen.findByText('2 routes get no more values from it.')).toBeTruthy();
  await userEvent.click(await screen.findByTestId('confirm'));
  await userEvent.click(await screen.findByTestId('source-meter_1-connect'));
  expect(await screen.findByText('Zähler Hausanschluss is read again.')).toBeTruthy();
  expect(changes(calls)).toEqual(['POST /api/routes/sources/meter_1/disconnect', 'POST /api/routes/sources/meter_1/connect']);
  expect(world.routes.document['sources']).toMatchObject({ meter_1: { connected: true } });
});

test('a reactivation that fails says why and leaves the source cut off', async () => {
  show(RoutesPage, '/routes?tab=sources', { routes: 7, breaker: 'open', reactivate: 'refuse' });
  await userEvent.click(await screen.findByTestId('source-inverter_1-reactivate'));
  expect(await screen.findByText(/A part that is needed for this is away/)).toBeTruthy();
  expect(screen.getByText('Cut off')).toBeTruthy();
});
