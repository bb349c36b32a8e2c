import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { Component as BrokerPage } from '@/pages/broker/BrokerPage';
import { Component as ClientsPage } from '@/pages/clients/ClientsPage';
import { show } from './stage';

test('figures are told with their unit, their sum and their hour', async () => {
  show(BrokerPage, '/broker');
  const tile = within(await screen.findByTestId('figure-messages_received'));
  expect(tile.getByText('842 messages/s')).toBeTruthy();
  expect(tile.getByText('18,204,511 since its start')).toBeTruthy();
  expect(await tile.findByRole('img', { name: /Messages in, last hour: highest 1,200 messages\/s/ })).toBeTruthy();
  expect(screen.queryByTestId('broker-away')).toBeNull();
  expect(screen.queryByTestId('broker-dropping')).toBeNull();
});

test('what this version does not tell is no number, and so is who came before the gateway', async () => {
  show(BrokerPage, '/broker', { broker: 'old' });
  const tile = within(await screen.findByTestId('figure-queued_packets'));
  expect(tile.getByText('–')).toBeTruthy();
  expect(tile.getByText('not told by this version')).toBeTruthy();
  expect((await screen.findByTestId('connections-incomplete')).textContent).toContain('It counts 5 connections.');
});

test('a broker that is away says why, and its figures how old they are', async () => {
  show(BrokerPage, '/broker', { broker: 'away' });
  const notice = await screen.findByTestId('broker-away');
  expect(notice.textContent).toContain('The message broker cannot be reached.');
  expect(notice.textContent).toContain('6 min');
  expect(within(screen.getByTestId('figure-messages_received')).getByText('–')).toBeTruthy();
  expect(within(screen.getByTestId('figure-retained_messages')).getByText('4,812')).toBeTruthy();
  expect(await screen.findByText('Unknown who is connected')).toBeTruthy();
});

test('messages that are thrown away are told with the program that is too slow', async () => {
  show(BrokerPage, '/broker', { broker: 'dropping' });
  const notice = await screen.findByTestId('broker-dropping');
  expect(notice.textContent).toContain('1,872 messages dropped within the last minute');
  expect(notice.textContent).toContain('nodered');
});

test('of 5,000 connections those in view are drawn, and the search finds the last one', async () => {
  // What jsdom does not measure.
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(40);
  show(BrokerPage, '/broker', { connections: 5000 });
  await screen.findByTestId('connection-gateway');
  expect(screen.getAllByRole('row').length).toBeLessThan(150);
  await userEvent.click(screen.getByTestId('search'));
  await userEvent.paste('tool-4999');
  expect(await screen.findByTestId('connection-_tool-4999')).toBeTruthy();
  expect(screen.queryByTestId('connection-gateway')).toBeNull();
});

test('a new program reads, and writes nothing until it is said', async () => {
  const { calls } = show(ClientsPage, '/clients', { clients: 0 });
  await userEvent.click(await screen.findByTestId('add-client'));
  await userEvent.type(await screen.findByLabelText('Name'), 'grafana');
  await userEvent.click(screen.getByTestId('save-client'));
  await expect.poll(() => calls.find(({ call }) => call === 'POST /api/broker/clients')?.body).toBeTruthy();
  expect(calls.find(({ call }) => call === 'POST /api/broker/clients')?.body).toEqual({
    name: 'grafana',
    read: ['values', 'directory', 'status'],
    points: [],
    write: [],
    subscribe: [],
    publish: [],
    confirm: false,
  });
  expect(await screen.findByTestId('access-password')).toBeTruthy();
});

test('other topics are sent to only after a person has confirmed it', async () => {
  const { calls } = show(ClientsPage, '/clients', { clients: 3 });
  await userEvent.click(await screen.findByTestId('client-nodered-edit'));
  await userEvent.type(await screen.findByTestId('rights-publish'), 'tele/x{Enter}');
  await userEvent.click(screen.getByTestId('save-client'));
  expect(calls.some(({ call }) => call.startsWith('PUT'))).toBe(false);
  expect(screen.getByText('Writing to topics of others must be confirmed.')).toBeTruthy();
  await userEvent.click(screen.getByTestId('confirm-publish'));
  await userEvent.click(screen.getByTestId('save-client'));
  await expect
    .poll(() => calls.find(({ call }) => call === 'PUT /api/broker/clients/nodered')?.body)
    .toMatchObject({ publish: ['tele/x'], confirm: true });
});

test('a new password is asked about first and shown once', async () => {
  const { calls } = show(ClientsPage, '/clients');
  await userEvent.click(await screen.findByTestId('client-nodered-rotate'));
  expect(calls.some(({ call }) => call.endsWith('/rotate'))).toBe(false);
  await userEvent.click(await screen.findByTestId('confirm'));
  expect(await screen.findByTestId('access-password')).toBeTruthy();
});
