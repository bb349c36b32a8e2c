import { fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { Component as RoutesPage } from '@/pages/routes/RoutesPage';
import '@/pages/routes/details/RouteDrawer';
import '@/pages/routes/versions/VersionsDrawer';
import { show } from './stage';

const line = (label: string) => screen.findByTestId(`route-${label}`);
const changes = (calls: { call: string }[]) => calls.map(({ call }) => call).filter((call) => !call.startsWith('GET'));

test('with no route the page says what a route is and where to begin', async () => {
  show(RoutesPage, '/routes', { routes: 0 });
  expect(await screen.findByText('No routes yet')).toBeTruthy();
  expect(screen.getByTestId('add-route').getAttribute('href')).toBe('/routes/new');
});

test('a route shows its state in a word, its way, and what went wrong', async () => {
  show(RoutesPage, '/routes', { routes: 7 });
  const failing = within(await line('meter-display'));
  expect(await failing.findByText('Error')).toBeTruthy();
  expect(failing.getByText(/Nobody takes write requests there/)).toBeTruthy();
  expect(within(await line('alarm')).getByText('Off')).toBeTruthy();
  expect(within(await line('calc-loop')).getByText('Too fast')).toBeTruthy();
  expect(within(await line('battery-to-plc')).getByText('inverter_1.dc.*.voltage')).toBeTruthy();
});

test('switching a route shows at once and changes that route alone', async () => {
  const { calls, world } = show(RoutesPage, '/routes', { routes: 3 });
  await line('alarm');
  await userEvent.click(screen.getByTestId('route-alarm-enabled'));
  expect(screen.getByTestId<HTMLInputElement>('route-alarm-enabled').checked).toBe(true);
  await vi.waitFor(() => expect(changes(calls)).toEqual(['PUT /api/routes/items/alarm']));
  expect(world.routes.document.routes[1]).not.toHaveProperty('enabled');
});

test('a route moves one place, and stays moved', async () => {
  const { world } = show(RoutesPage, '/routes', { routes: 3 });
  await line('alarm');
  await userEvent.click(screen.getByTestId('route-alarm-up'));
  await vi.waitFor(() => expect(world.routes.document.routes[0]).toMatchObject({ id: 'alarm' }));
  expect(screen.getByTestId<HTMLButtonElement>('route-alarm-up').disabled).toBe(true);
});

test('what somebody else changed elsewhere in the meantime is kept without a question', async () => {
  const { world } = show(RoutesPage, '/routes', { routes: 3 });
  await line('alarm');
  const theirs = structuredClone(world.routes.document);
  theirs.routes[0] = { ...theirs.routes[0], transform: 'scale(7)' };
  world.storeRoutes(theirs, 'maria');
  await userEvent.click(screen.getByTestId('route-alarm-enabled'));
  await vi.waitFor(() => expect(world.routes.document.routes[1]).not.toHaveProperty('enabled'));
  expect(world.routes.document.routes[0]).toMatchObject({ transform: 'scale(7)' });
  expect(screen.queryByTestId('conflict')).toBeNull();
});

test('two changes of the same route are put side by side, and mine can go on top', async () => {
  const { world } = show(RoutesPage, '/routes', { routes: 3 });
  await line('alarm');
  const theirs = structuredClone(world.routes.document);
  theirs.routes[1] = { ...theirs.routes[1], to: 'mqtt_ha.elsewhere' };
  world.storeRoutes(theirs, 'maria');
  await userEvent.click(screen.getByTestId('route-alarm-enabled'));
  const dialog = within(await screen.findByTestId('conflict'));
  expect(dialog.getByText('changed by both')).toBeTruthy();
  expect(dialog.getByText('mqtt_ha.elsewhere')).toBeTruthy();
  await userEvent.click(dialog.getByTestId('apply-mine'));
  await vi.waitFor(() => expect(world.routes.document.routes[1]).toMatchObject({ to: 'mqtt_ha.alarms/critical' }));
  expect(world.routes.document.routes[1]).not.toHaveProperty('enabled');
});

test('a refused change snaps back and says why', async () => {
  const { world } = show(RoutesPage, '/routes', { routes: 3 });
  await line('alarm');
  world.mode['fail'] = '/api/routes/items';
  await userEvent.click(screen.getByTestId('route-alarm-enabled'));
  expect(await screen.findByText(/An internal error occurred/)).toBeTruthy();
  expect(screen.getByTestId<HTMLInputElement>('route-alarm-enabled').checked).toBe(false);
});

test('deleting asks first', async () => {
  const { calls } = show(RoutesPage, '/routes', { routes: 3 });
  await line('alarm');
  await userEvent.click(screen.getByTestId('route-alarm-more'));
  await userEvent.click(await screen.findByTestId('route-alarm-delete'));
  expect(changes(calls)).toEqual([]);
  await userEvent.click(await screen.findByTestId('confirm'));
  await vi.waitFor(() => expect(changes(calls)).toEqual(['DELETE /api/routes/items/alarm']));
  expect(screen.queryByTestId('route-alarm')).toBeNull();
});

test('a duplicate is switched off and follows its original', async () => {
  const { world } = show(RoutesPage, '/routes', { routes: 3 });
  await line('alarm');
  await userEvent.click(screen.getByTestId('route-alarm-more'));
  await userEvent.click(await screen.findByTestId('route-alarm-duplicate'));
  await vi.waitFor(() => expect(world.routes.document.routes[2]).toMatchObject({ id: 'alarm-2', enabled: false }));
});

test('five thousand routes cost a screenful of lines, and filters narrow them', async () => {
  show(RoutesPage, '/routes?q=Wallbox', { routes: 5000, instances: 12 });
  expect(await screen.findByText('832 of 5,000 routes shown')).toBeTruthy();
  expect(document.querySelectorAll('[role=row]').length).toBeLessThan(60);
  fireEvent.click(screen.getByTestId('filter-off'));
  expect(await screen.findByText(/^\d+ of 5,000 routes shown$/)).toBeTruthy();
  fireEvent.change(screen.getByTestId('search'), { target: { value: 'nothing like this' } });
  expect(await screen.findByText('No route matches')).toBeTruthy();
});

test('the drawer answers why nothing arrives, with counters that add up', async () => {
  show(RoutesPage, '/routes?route=meter-display', { routes: 7 });
  const verdict = await screen.findByTestId('verdict');
  await vi.waitFor(() => expect(verdict.dataset['verdict']).toBe('nothing_arrives'));
  expect(within(verdict).getByText(/nobody takes write requests there/)).toBeTruthy();
  expect(within(await screen.findByTestId('balance')).getByText(/received = 0 delivered/)).toBeTruthy();
});

test('an earlier version of the file is compared and restored after a question', async () => {
  const { calls } = show(RoutesPage, '/routes', { routes: 3 });
  await line('alarm');
  await userEvent.click(screen.getByTestId('versions-open'));
  await userEvent.click(await screen.findByTestId('version-6'));
  expect(await screen.findByText('changed since')).toBeTruthy();
  await userEvent.click(screen.getByTestId('restore-version'));
  await userEvent.click(await screen.findByTestId('confirm'));
  expect(await screen.findByText(/^The version of .* is back\.$/)).toBeTruthy();
  expect(changes(calls)).toEqual(['POST /api/routes/versions/6/restore']);
});

test('a page without a router says so and invents no numbers', async () => {
  show(RoutesPage, '/routes', { routes: 3, router: 'away' });
  expect((await screen.findByTestId('routes-state')).dataset['state']).toBe('no_router');
  expect(await screen.findByTestId('no-counters')).toBeTruthy();
  expect(within(await line('battery-to-plc')).getByText('Unknown')).toBeTruthy();
});
