import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { Component as EditPage } from '@/pages/instance-edit/EditInstancePage';
import { Component as NewPage } from '@/pages/instance-edit/NewInstancePage';
import { show } from './stage';

const edit = () => show(EditPage, '/instances/inverter_1/edit', {}, '/instances/:id/edit');

async function rename(name: string) {
  const field = await screen.findByTestId('title');
  await userEvent.clear(field);
  await userEvent.type(field, name);
  await userEvent.click(screen.getByTestId('save'));
}

test('a saved change is based on the revision that was read', async () => {
  const { world, calls } = edit();
  await rename('Dach');
  expect(await screen.findByText('Dach was saved.')).toBeTruthy();
  expect([world.instances[0]?.title, world.instances[0]?.revision]).toEqual(['Dach', 4]);
  expect(calls.some(({ call }) => call === 'POST /api/instances/validate')).toBe(true);
});

test('somebody else’s change is shown and kept when wanted', async () => {
  const { world } = edit();
  await screen.findByTestId('title');
  Object.assign(world.instances[0] ?? {}, { revision: 9, title: 'Keller' });
  await rename('Dach');
  const dialog = within(await screen.findByTestId('conflict'));
  expect(dialog.getByText('/title')).toBeTruthy();
  await userEvent.click(dialog.getByTestId('take-theirs'));
  expect((screen.getByTestId('title') as HTMLInputElement).value).toBe('Keller');
  expect(world.instances[0]?.title).toBe('Keller');
});

test('somebody else’s change can be overwritten knowingly', async () => {
  const { world } = edit();
  await screen.findByTestId('title');
  Object.assign(world.instances[0] ?? {}, { revision: 9, title: 'Keller' });
  await rename('Dach');
  await userEvent.click(await screen.findByTestId('overwrite'));
  expect(await screen.findByText('Dach was saved.')).toBeTruthy();
  expect([world.instances[0]?.title, world.instances[0]?.revision]).toEqual(['Dach', 10]);
});

const fresh = () => show(NewPage, '/instances/new/mqtt', {}, '/instances/new/:type');

test('nothing is sent while a required field is empty, and the summary leads to it', async () => {
  const { calls } = fresh();
  await userEvent.click(await screen.findByTestId('save'));
  const summary = within(await screen.findByTestId('form-errors'));
  expect(summary.getByText('1 field needs a correction')).toBeTruthy();
  await userEvent.click(summary.getByRole('button', { name: 'Host' }));
  expect(document.activeElement?.getAttribute('data-place')).toBe('/config/host');
  expect(calls.some(({ call }) => call.startsWith('POST'))).toBe(false);
});

test('an id is made from the name until somebody chooses one', async () => {
  fresh();
  await userEvent.type(await screen.findByTestId('title'), 'Zähler Größe 2');
  expect((screen.getByTestId('id') as HTMLInputElement).value).toBe('zaehler_groesse_2');
  await userEvent.clear(screen.getByTestId('id'));
  await userEvent.type(screen.getByTestId('id'), 'meter');
  await userEvent.type(screen.getByTestId('title'), '!');
  expect((screen.getByTestId('id') as HTMLInputElement).value).toBe('meter');
});

test('what the gateway finds wrong is shown at its field', async () => {
  const { world } = fresh();
  await userEvent.type(await screen.findByLabelText(/^Host/), 'bad host');
  await userEvent.click(screen.getByTestId('save'));
  expect(await screen.findByText('1 field needs a correction')).toBeTruthy();
  expect(world.instances).toHaveLength(3);
});

test('a created instance is stored with its configuration', async () => {
  const { world } = fresh();
  await userEvent.type(await screen.findByLabelText(/^Host/), 'ha.local');
  await userEvent.click(screen.getByTestId('save'));
  expect(await screen.findByText('mqtt_1 was created.')).toBeTruthy();
  expect(world.instances.at(-1)).toMatchObject({ id: 'mqtt_1', config: { host: 'ha.local' } });
});

test('a type whose image is still being built says so instead of showing an empty form', async () => {
  show(NewPage, '/instances/new/ads', {}, '/instances/new/:type');
  expect(await screen.findByText(/its image is being built/)).toBeTruthy();
});
