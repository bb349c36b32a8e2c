import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { Component as InstancesPage } from '@/pages/instances/InstancesPage';
import { show } from './stage';

const tile = (id: string) => screen.findByTestId(`instance-${id}`);

test('with no instance the page says what to do', async () => {
  show(InstancesPage, '/instances', { instances: 0 });
  expect(await screen.findByText('No device yet')).toBeTruthy();
  expect(screen.getByTestId('add-instance').getAttribute('href')).toBe('/instances/new');
});

test('a status has a word and a reason, not only a colour', async () => {
  show(InstancesPage, '/instances');
  const meter = within(await tile('meter_1'));
  expect(meter.getByText('Disconnected')).toBeTruthy();
  expect(meter.getByText('No connection to the device.')).toBeTruthy();
});

test('unknown numbers are shown as a dash, never as zero', async () => {
  show(InstancesPage, '/instances');
  const stopped = within(await tile('mqtt_ha'));
  expect((await stopped.findByText('CPU')).nextSibling?.textContent).toBe('–');
  expect(stopped.getByText('RAM').nextSibling?.textContent).toBe('–');
  expect(stopped.getByText('Uptime').nextSibling?.textContent).toBe('–');
});

test('CPU is told against its limit, both in percent of a core', async () => {
  show(InstancesPage, '/instances', { instances: 14 });
  expect(await within(await tile('device_4')).findByText(/near its limit: 46.% of 50.%/)).toBeTruthy();
});

test('memory near its limit is told in words', async () => {
  show(InstancesPage, '/instances');
  expect(await within(await tile('meter_1')).findByText('near its limit: 55 MiB of 64 MiB')).toBeTruthy();
});

test('killing asks first and says what will stop', async () => {
  const { calls } = show(InstancesPage, '/instances');
  await within(await tile('inverter_1')).findByText('48');
  await userEvent.click(screen.getByTestId('instance-inverter_1-kill'));
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByText('48 values are no longer read')).toBeTruthy();
  expect(calls.filter(({ call }) => call.startsWith('POST'))).toEqual([]);
  await userEvent.click(dialog.getByTestId('confirm'));
  expect(await screen.findByText('Wechselrichter Garage was killed.')).toBeTruthy();
  expect(calls.some(({ call }) => call === 'POST /api/admin/instances/inverter_1/kill')).toBe(true);
});

test('starting a stopped one shows at once that it starts', async () => {
  show(InstancesPage, '/instances');
  await tile('mqtt_ha');
  await userEvent.click(screen.getByTestId('instance-mqtt_ha-start'));
  expect(await within(await tile('mqtt_ha')).findByText('Starting')).toBeTruthy();
});

test('the list is narrowed by status and by words', async () => {
  show(InstancesPage, '/instances', { instances: 14 });
  await userEvent.click(await screen.findByTestId('filter-degraded'));
  expect(screen.getByText('1 of 14 shown')).toBeTruthy();
  await userEvent.click(screen.getByTestId('filter-degraded'));
  await userEvent.type(screen.getByTestId('search'), 'hausanschluss modbus');
  expect(screen.getByText('1 of 14 shown')).toBeTruthy();
  await userEvent.clear(screen.getByTestId('search'));
  await userEvent.type(screen.getByTestId('search'), 'no such thing');
  expect(screen.getByText('No instance matches')).toBeTruthy();
});

test('a failed list says why, what to do, and tries again', async () => {
  const { world } = show(InstancesPage, '/instances', { fail: '/api/instances' });
  expect(await screen.findByText('An internal error occurred.')).toBeTruthy();
  world.configure({ fail: '' });
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await tile('inverter_1')).toBeTruthy();
});
