import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { Component as InstancesPage } from '@/pages/instances/InstancesPage';
import { show } from './stage';

const tiles = () => screen.getAllByRole('listitem');

test('of 5,000 instances only what can be seen is drawn, and each knows its place', async () => {
  show(InstancesPage, '/instances', { instances: 5000 });
  await screen.findByTestId('instance-inverter_1');
  expect(screen.getByText('5000 instances')).toBeTruthy();
  expect(tiles().length).toBeLessThan(150);
  expect(tiles()[0]?.getAttribute('aria-setsize')).toBe('5000');
  expect(tiles()[0]?.getAttribute('aria-posinset')).toBe('1');
});

test('searching among 5,000 finds the last one', async () => {
  show(InstancesPage, '/instances', { instances: 5000 });
  await screen.findByTestId('instance-inverter_1');
  await userEvent.click(screen.getByTestId('search'));
  await userEvent.paste('device_5000'); // each key typed would draw the whole list once
  expect(await screen.findByTestId('instance-device_5000')).toBeTruthy();
  expect(tiles()).toHaveLength(1);
});

test('a tile tells when its CPU limit holds it back and how often memory ran out', async () => {
  show(InstancesPage, '/instances', { instances: 14 });
  const busy = within(await screen.findByTestId('instance-device_4'));
  expect(await busy.findByText(/38.% of the time, by its CPU limit/)).toBeTruthy();
  expect(busy.getByText('5 (2 out of memory)')).toBeTruthy();
  expect(within(screen.getByTestId('instance-inverter_1')).queryByText('Held back')).toBeNull();
});

test('the last error of an instance leads to its errors', async () => {
  show(InstancesPage, '/instances');
  const link = await screen.findByTestId('instance-inverter_1-error');
  expect(link.textContent).toBe("KeyError: 'soc_0'");
  expect(link.parentElement?.textContent).toMatch(/Last error.*12 min ago/);
  expect(link.getAttribute('href')).toBe('/errors?part=inverter_1');
  expect(screen.queryByTestId('instance-mqtt_ha-error')).toBeNull();
});
