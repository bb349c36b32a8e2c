import { fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test, vi } from 'vitest';
import { addReasons } from '@/data/adapters/texts';
import type { AdapterType } from '@/data/adapters/types';
import { Component as SymbolsPage } from '@/pages/symbols/SymbolsPage';
import { TYPES } from '../../dev/mock/types.mjs';
import { show } from '../pages/stage';

const page = (plc: string, query = '') =>
  show(SymbolsPage, `/instances/plc_keller/symbols${query}`, { plc }, '/instances/:id/symbols');
const grid = () => screen.findByTestId('node-grid');
const unfold = async (path: string) => userEvent.click(await screen.findByTestId(`node-${path}`));
const tick = (path: string) => screen.findByTestId<HTMLInputElement>(`tick-${path}`);
const state = async (path: string) => (await tick(path)).dataset['state'];

beforeEach(() => {
  // jsdom lays nothing out; the grid has to have a height for its lines.
  Object.defineProperty(Element.prototype, 'clientHeight', { configurable: true, get: () => 900 });
  Object.defineProperty(Element.prototype, 'clientWidth', { configurable: true, get: () => 900 });
});

test('the tree folds open with values, units and types', async () => {
  page('on');
  await unfold('MAIN');
  await unfold('MAIN.fbBattery');
  const soc = within(await screen.findByTestId('node-MAIN.fbBattery.fSoc'));
  expect(soc.getByText('62.4')).toBeTruthy();
  expect(soc.getByText('LREAL')).toBeTruthy();
  expect(within(await screen.findByTestId('node-MAIN.fbBattery.eMode')).getByText('Heat (1)')).toBeTruthy();
  const pointer = await screen.findByTestId('node-MAIN.fbBattery.pNext');
  expect(pointer.getAttribute('aria-expanded')).toBeNull();
  expect(within(pointer).getByText('not followed')).toBeTruthy();
  expect(within(pointer).queryByRole('checkbox')).toBeNull();
});

test('a tree grid tells levels, places and folds to a screen reader, and takes keys', async () => {
  page('on');
  await screen.findByTestId('node-MAIN');
  const tree = await grid();
  fireEvent.focus(tree);
  fireEvent.keyDown(tree, { key: 'm' });
  fireEvent.keyDown(tree, { key: 'ArrowRight' });
  const main = screen.getByTestId('node-MAIN');
  expect(tree.getAttribute('aria-activedescendant')).toBe(main.id);
  await vi.waitFor(() => expect(main.getAttribute('aria-expanded')).toBe('true'));
  const battery = await screen.findByTestId('node-MAIN.fbBattery');
  const told = ['aria-level', 'aria-posinset', 'aria-setsize'].map((name) => battery.getAttribute(name));
  expect(told).toEqual(['2', '1', '3']);
  fireEvent.keyDown(tree, { key: 'ArrowDown' });
  await vi.waitFor(async () => expect(await state('MAIN.fbBattery')).toBe('some'));
  fireEvent.keyDown(tree, { key: ' ' });
  await vi.waitFor(async () => expect(await state('MAIN.fbBattery')).toBe('all'));
});

test('a tick on a structure covers what is below and is saved with the revision', async () => {
  const { world, calls } = page('on');
  await unfold('MAIN');
  await vi.waitFor(async () => expect(await state('MAIN.fbHeating')).toBe('none'));
  await userEvent.click(await tick('MAIN.fbHeating'));
  expect(await screen.findByText('1 tick not saved')).toBeTruthy();
  await vi.waitFor(() => expect(screen.getByTestId('budget').textContent).toContain('31 points'));
  await userEvent.click(screen.getByTestId('save'));
  await vi.waitFor(() => expect(world.instances.at(-1)?.revision).toBe(6));
  expect(world.instances.at(-1)?.config['points']).toContainEqual({ path: 'MAIN.fbHeating' });
  await vi.waitFor(() => expect(screen.getByTestId('save-state').textContent).toBe(''));
  expect(await state('MAIN.fbHeating')).toBe('all');
  expect(calls.filter(({ call }) => call.startsWith('PUT'))).toHaveLength(1);
});

test('an unticked point disappears from the configuration; part of something ticked is excluded', async () => {
  const { world } = page('on');
  await unfold('GVL_House');
  await unfold('GVL_House.stOutdoor');
  await vi.waitFor(async () => expect(await state('GVL_House.stOutdoor.fTemperature')).toBe('all'));
  await userEvent.click(await tick('GVL_House.stOutdoor.fTemperature'));
  await unfold('MAIN');
  await unfold('MAIN.fbBattery');
  await vi.waitFor(async () => expect(await state('MAIN.fbBattery.fSoc')).toBe('all'));
  await userEvent.click(await tick('MAIN.fbBattery.fSoc'));
  expect(await screen.findByText('2 ticks not saved')).toBeTruthy();
  await vi.waitFor(() => expect(screen.getByTestId<HTMLButtonElement>('save').disabled).toBe(false));
  await userEvent.click(screen.getByTestId('save'));
  await vi.waitFor(() =>
    expect(world.instances.at(-1)?.config).toMatchObject({
      points: [{ path: 'MAIN.fbBattery' }],
      exclude: ['MAIN.fbBattery.aCell', 'MAIN.fbBattery.fSoc'],
    }),
  );
});

test('a tick made while the adapter takes over what was saved is not lost', async () => {
  const { world } = page('on', '');
  await unfold('MAIN');
  await vi.waitFor(async () => expect(await state('MAIN.nCycle')).toBe('none'));
  world.mode['plc'] = 'slow';
  await userEvent.click(await tick('MAIN.nCycle'));
  await vi.waitFor(() => expect(screen.getByTestId<HTMLButtonElement>('save').disabled).toBe(false));
  await userEvent.click(screen.getByTestId('save'));
  await vi.waitFor(() => expect(screen.getByTestId('save-state').textContent).toContain('taking it over'));
  await userEvent.click(await tick('MAIN.nCycle'));
  expect(await state('MAIN.nCycle')).toBe('none');
  expect(screen.getByTestId<HTMLButtonElement>('save').disabled).toBe(true);
  world.mode['plc'] = 'on';
  await vi.waitFor(() => expect(screen.getByTestId<HTMLButtonElement>('save').disabled).toBe(false), 4000);
  expect(await state('MAIN.nCycle')).toBe('none');
  await userEvent.click(screen.getByTestId('save'));
  await vi.waitFor(() => expect(JSON.stringify(world.instances.at(-1)?.config['points'])).not.toContain('nCycle'));
});

test('somebody else’s change is not lost when the ticks are saved on top of it', async () => {
  const { world } = page('on');
  await unfold('MAIN');
  await vi.waitFor(async () => expect(await state('MAIN.nCycle')).toBe('none'));
  const plc = world.instances.at(-1);
  Object.assign(plc ?? {}, { revision: 9, title: 'Technik' });
  await userEvent.click(await tick('MAIN.nCycle'));
  await vi.waitFor(() => expect(screen.getByTestId<HTMLButtonElement>('save').disabled).toBe(false));
  await userEvent.click(screen.getByTestId('save'));
  await userEvent.click(await screen.findByTestId('overwrite'));
  await vi.waitFor(() => expect(plc?.revision).toBe(10));
  expect(plc?.title).toBe('Technik');
  expect(plc?.config['points']).toContainEqual({ path: 'MAIN.nCycle', type: 'UDINT' });
});

test('a search lists whole paths, and says when there is nothing', async () => {
  page('on', '?q=cell volt');
  expect(await screen.findByText('MAIN.fbBattery.aCell[1].fVoltage')).toBeTruthy();
  await userEvent.clear(screen.getByTestId('search'));
  await userEvent.type(screen.getByTestId('search'), 'nosuch');
  expect(await screen.findByText('Nothing found')).toBeTruthy();
});

test('only what is ticked is listed on request', async () => {
  page('on', '?view=ticked');
  expect(await screen.findByText('MAIN.fbBattery.fSoc')).toBeTruthy();
  expect(screen.queryByText('MAIN.nCycle')).toBeNull();
});

test('types are counted, and lead to their places', async () => {
  page('on', '?view=types');
  const cells = within((await screen.findByTestId('type-ST_Cell')).closest('tr') as HTMLElement);
  expect(cells.getByText('16')).toBeTruthy();
  await userEvent.click(screen.getByTestId('type-ST_Cell'));
  expect(await screen.findByText('MAIN.fbBattery.aCell[16]')).toBeTruthy();
});

test('a changed program is told line by line and confirmed by one press', async () => {
  const { calls } = page('changed');
  await userEvent.click(await screen.findByTestId('show-changes'));
  expect(screen.getByText('+ GVL_House.bWindow')).toBeTruthy();
  await userEvent.click(screen.getByTestId('confirm-changes'));
  await vi.waitFor(() => expect(screen.queryByTestId('confirm-changes')).toBeNull());
  expect(calls.some(({ call }) => call.endsWith('/call/confirm_changes'))).toBe(true);
  await userEvent.click(screen.getByTestId('dismiss-changes'));
  expect(screen.queryByTestId('program-changed')).toBeNull();
});

test('a stopped instance is started from here', async () => {
  const { calls } = page('stopped');
  const trouble = within(await screen.findByTestId('trouble'));
  expect(trouble.getByText('The device is stopped.')).toBeTruthy();
  await userEvent.click(trouble.getByTestId('remedy-start'));
  await vi.waitFor(() => expect(calls.map(({ call }) => call)).toContain('POST /api/admin/instances/plc_keller/start'));
});

test('a missing route is entered with user and password by one press', async () => {
  const { calls, world } = page('route');
  await userEvent.click(await screen.findByTestId('remedy-route'));
  await userEvent.click(await screen.findByTestId('route-submit'));
  expect(await screen.findByText('Is needed.')).toBeTruthy();
  await userEvent.type(screen.getByLabelText('Password'), '1');
  await userEvent.click(screen.getByTestId('route-submit'));
  expect(await screen.findByText(/The route was entered/)).toBeTruthy();
  expect(world.instances.at(-1)?.config).toMatchObject({ user: 'Administrator', password: '1' });
  const asked = calls.map(({ call }) => call);
  expect(asked.indexOf('PUT /api/instances/plc_keller')).toBeLessThan(
    asked.indexOf('POST /api/instances/plc_keller/call/register_route'),
  );
});

test('a program without variables is told as such', async () => {
  page('empty');
  expect(await screen.findByText('No variables')).toBeTruthy();
});

test('while the program stands still, the last tables are shown with the reason', async () => {
  addReasons(TYPES as unknown as AdapterType[]);
  page('late');
  expect(await screen.findByTestId('node-MAIN')).toBeTruthy();
  expect(within(await screen.findByTestId('trouble')).getByText(/does not run \(STOP\)/)).toBeTruthy();
});
