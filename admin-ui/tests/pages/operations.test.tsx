import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { Component as InstancePage } from '@/pages/instance/InstancePage';
import { Component as InstancesPage } from '@/pages/instances/InstancesPage';
import { show } from './stage';

const SLOW = { timeout: 8000 };

async function choose(what: string, id = 'inverter_1') {
  await userEvent.click(await screen.findByTestId(`instance-${id}-more`));
  await userEvent.click(await screen.findByTestId(`instance-${id}-${what}`));
  return within(await screen.findByRole('dialog'));
}

test('a clone gets an id that is free and is switched off', async () => {
  const { world } = show(InstancesPage, '/instances');
  const dialog = await choose('clone');
  const id = (await dialog.findByTestId<HTMLInputElement>('clone-id')).value;
  expect(id).not.toBe('inverter_1');
  await userEvent.click(dialog.getByTestId('clone-save'));
  expect(await screen.findByTestId(`instance-${id}-start`)).toBeTruthy();
  expect(world.instances.map((each) => each.id)).toContain(id);
});

test('an id that is taken is refused at its field', async () => {
  show(InstancesPage, '/instances');
  const dialog = await choose('clone');
  await userEvent.clear(dialog.getByTestId('clone-id'));
  await userEvent.type(dialog.getByTestId('clone-id'), 'meter_1');
  await userEvent.click(dialog.getByTestId('clone-save'));
  expect(await dialog.findByText('This id is in use already.')).toBeTruthy();
});

test('a new id is a job whose end is told', async () => {
  show(InstancesPage, '/instances');
  const dialog = await choose('rename');
  await userEvent.clear(dialog.getByTestId('rename-id'));
  await userEvent.type(dialog.getByTestId('rename-id'), 'roof');
  await userEvent.click(dialog.getByTestId('rename-save'));
  await vi.waitFor(() => expect(dialog.getByTestId('job-progress').dataset['state']).toBe('done'), SLOW);
  expect(await screen.findByTestId('instance-roof', {}, SLOW)).toBeTruthy();
  expect(screen.queryByTestId('instance-inverter_1')).toBeNull();
});

test('a new id says before and after how many widgets follow it', async () => {
  show(InstancesPage, '/instances', { pages: 1, widgets: 9, points: 300 });
  const dialog = await choose('rename');
  expect((await dialog.findByTestId('rename-shown')).textContent).toMatch(
    /^\d+ widgets on 1 page show its points\. The pages follow/,
  );
  await userEvent.type(dialog.getByTestId('rename-id'), 'x');
  await userEvent.click(dialog.getByTestId('rename-save'));
  expect((await dialog.findByTestId('rename-widgets', {}, SLOW)).textContent).toMatch(/^\d+ widgets follow the new id/);
});

test('a rename that fails says why', async () => {
  show(InstancesPage, '/instances', { rename: 'fail' });
  const dialog = await choose('rename');
  await userEvent.type(dialog.getByTestId('rename-id'), 'x');
  await userEvent.click(dialog.getByTestId('rename-save'));
  expect(await dialog.findByText(/not cleared from the broker after 90 s/, {}, SLOW)).toBeTruthy();
});

test('a maintenance tells who, why and until when, and is lifted', async () => {
  show(InstancesPage, '/instances');
  const dialog = await choose('hold');
  expect(dialog.getByTestId<HTMLButtonElement>('hold-save').disabled).toBe(true);
  await userEvent.type(dialog.getByTestId('hold-reason'), 'new meter');
  await userEvent.click(dialog.getByTestId('hold-save'));
  const note = await screen.findByTestId('instance-inverter_1-holds');
  expect(note.textContent).toMatch(/by admin until .+: new meter/);
  await userEvent.click(screen.getByTestId('lift-inverter_1'));
  await vi.waitFor(() => expect(screen.queryByTestId('instance-inverter_1-holds')).toBeNull());
});

test('limits are changed alone, beside what is used', async () => {
  const { calls } = show(InstancesPage, '/instances');
  const dialog = await choose('limits');
  const memory = within(await dialog.findByTestId('limit-memory_mb'));
  expect(memory.getByText(/MiB of 64 MiB/)).toBeTruthy();
  await userEvent.type(memory.getByRole('textbox'), '96');
  await userEvent.click(dialog.getByTestId('limits-save'));
  await vi.waitFor(() => expect(calls.some(({ call }) => call === 'PUT /api/instances/inverter_1')).toBe(true));
  const sent = calls.find(({ call }) => call.startsWith('PUT'))?.body as { limits: object; enabled: boolean };
  expect(sent.limits).toEqual({ memory_mb: 96 });
  expect(sent.enabled).toBe(true);
});

test('killing what routes depend on names them, and only then is confirmed', async () => {
  const { calls } = show(InstancesPage, '/instances', { routes: 7 });
  await userEvent.click(await screen.findByTestId('instance-inverter_1-kill'));
  const dialog = within(await screen.findByRole('dialog'));
  expect((await dialog.findByTestId('kill-reach')).textContent).toContain('setpoint-pair');
  await userEvent.click(dialog.getByTestId('confirm'));
  expect(await screen.findByText('Wechselrichter Garage was killed.')).toBeTruthy();
  expect(calls.some(({ call }) => call === 'POST /api/admin/instances/inverter_1/kill')).toBe(true);
});

test('a flood is told in figures with the way out', async () => {
  const { calls } = show(InstancesPage, '/instances', { routes: 7, breaker: 'open' });
  const card = within(await screen.findByTestId('instance-inverter_1-spam'));
  expect(card.getByText('Sent 21350 messages per second; 500 are allowed.')).toBeTruthy();
  expect(card.getByText(/^Cut off since/)).toBeTruthy();
  await userEvent.click(card.getByTestId('instance-inverter_1-reactivate'));
  await vi.waitFor(() => expect(screen.queryByTestId('instance-inverter_1-spam')).toBeNull());
  expect(calls.some(({ call }) => call === 'POST /api/admin/instances/inverter_1/reactivate')).toBe(true);
});

test('the page of a flooded instance shows the loudest topics', async () => {
  show(InstancePage, '/instances/inverter_1', { routes: 7, breaker: 'open' }, '/instances/:id');
  expect(await screen.findByTestId('instance-inverter_1-spam')).toBeTruthy();
  expect(within(await screen.findByTestId('evidence-inverter_1')).getByText('The 10 loudest topics')).toBeTruthy();
});
