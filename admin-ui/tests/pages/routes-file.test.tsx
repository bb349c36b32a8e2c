import { fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { Component as RoutesPage } from '@/pages/routes/RoutesPage';
import '@/pages/routes/file/FileTab';
import { show } from './stage';

const editor = () => screen.findByTestId<HTMLTextAreaElement>('json-editor');
const write = async (document: unknown) =>
  fireEvent.change(await editor(), { target: { value: typeof document === 'string' ? document : JSON.stringify(document) } });
const ROUTE = { id: 'alarm', from: 'plc.a', to: 'mqtt_ha.b' };

test('the file is saved on the revision it began with', async () => {
  const { world, calls } = show(RoutesPage, '/routes?tab=file', { routes: 2 });
  await write({ routes: [ROUTE] });
  await userEvent.click(screen.getByTestId('save-routes'));
  expect(await screen.findByText('Saved. The router is checking it.')).toBeTruthy();
  expect(world.routes.document.routes).toEqual([ROUTE]);
  expect(calls.some(({ call }) => call === 'PUT /api/routes')).toBe(true);
  expect(screen.getByTestId<HTMLButtonElement>('save-routes').disabled).toBe(true);
});

test('text that is no JSON is placed and cannot be saved', async () => {
  show(RoutesPage, '/routes?tab=file', { routes: 2 });
  await write('{"routes": [');
  expect(screen.getByTestId('json-problem')).toBeTruthy();
  expect(screen.getByTestId<HTMLButtonElement>('save-routes').disabled).toBe(true);
});

test('what the router would refuse is said while typing', async () => {
  show(RoutesPage, '/routes?tab=file', { routes: 2 });
  await write({ routes: [{ ...ROUTE, transform: 'scael(2)' }] });
  const found = within(await screen.findByTestId('file-findings'));
  expect(found.getByText(/There is no such operator. Did you mean “scale”/)).toBeTruthy();
});

test('text and changes survive a look at another tab', async () => {
  show(RoutesPage, '/routes?tab=file', { routes: 2 });
  await write({ routes: [ROUTE] });
  await userEvent.click(screen.getByTestId('tab-list'));
  await userEvent.click(screen.getByTestId('tab-file'));
  expect((await editor()).value).toBe(JSON.stringify({ routes: [ROUTE] }));
});

test('somebody else’s version is shown beside mine, and theirs can be taken', async () => {
  const { world } = show(RoutesPage, '/routes?tab=file', { routes: 2 });
  await write({ routes: [{ ...ROUTE, to: 'mqtt_ha.mine' }] });
  const theirs = structuredClone(world.routes.document);
  theirs.routes[1] = { ...theirs.routes[1], to: 'mqtt_ha.theirs' };
  world.storeRoutes(theirs, 'maria');
  await userEvent.click(screen.getByTestId('save-routes'));
  const dialog = within(await screen.findByTestId('conflict'));
  expect(dialog.getByText('mqtt_ha.mine')).toBeTruthy();
  expect(dialog.getByText('mqtt_ha.theirs')).toBeTruthy();
  await userEvent.click(dialog.getByTestId('take-theirs'));
  await vi.waitFor(async () => expect((await editor()).value).toContain('mqtt_ha.theirs'));
  expect(world.routes.document.routes).toHaveLength(2);
});
