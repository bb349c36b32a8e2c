import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test, vi } from 'vitest';
import { Component as EditPage } from '@/pages/instance-edit/EditInstancePage';
import { Component as NewPage } from '@/pages/instance-edit/NewInstancePage';
import { Component as InstancesPage } from '@/pages/instances/InstancesPage';
import { show, type Stage } from '../pages/stage';
// Fetched when first needed; here they are made before the clock of a test runs.
import '@/pages/instance-edit/bus/plan/PlanSection';
import '@/pages/instance-edit/bus/profiles/ProfileDrawer';
import '@/pages/instance-edit/bus/scan/ScanDrawer';
import '@/pages/instances/units/UnitsDrawer';

const PATIENCE = { timeout: 10_000 };

const edit = (bus: string, id = 'inverter_1') => show(EditPage, `/instances/${id}/edit`, { bus }, '/instances/:id/edit');
const calls = (stage: Stage, method: string) =>
  stage.calls
    .filter(({ call }) => call.endsWith(`/call/${method}`))
    .map(({ call, body }) => ({ call, body: body as Record<string, unknown> }));

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1000);
});

test('the plan is of what stands in the form, and follows it', async () => {
  const stage = edit('fits');
  expect(await screen.findByTestId('plan-requests', {}, PATIENCE)).toBeTruthy();
  await userEvent.clear(await screen.findByLabelText('Poll interval (s)'));
  await userEvent.type(screen.getByLabelText('Poll interval (s)'), '7');
  await vi.waitFor(() => expect(calls(stage, 'plan').at(-1)?.body['config']).toMatchObject({ interval: 7 }), PATIENCE);
});

test('what does not fit is said in words, and a press changes the interval', async () => {
  edit('tight');
  const normal = within(await screen.findByTestId('plan-normal', {}, PATIENCE));
  expect(normal.getByText('Does not fit')).toBeTruthy();
  await userEvent.click(normal.getByTestId('plan-normal-set'));
  expect((screen.getByLabelText('Poll interval (s)') as HTMLInputElement).value).toBe('0.62');
});

test('a form that is not complete is named instead of being sent', async () => {
  const stage = edit('fits');
  await screen.findByTestId('plan-requests', {}, PATIENCE);
  await userEvent.type(screen.getByLabelText('Poll interval (s)'), '{selectall}9999');
  expect(await screen.findByText(/still to correct: Poll interval/)).toBeTruthy();
  expect(calls(stage, 'plan')).toHaveLength(1);
});

test('a stopped instance lets a running one of its type reckon, and nobody is told how to get one', async () => {
  const stage = show(NewPage, '/instances/new/modbus', { bus: 'fits' }, '/instances/new/:type');
  await userEvent.type(await screen.findByLabelText('Host'), 'meter.local');
  await vi.waitFor(() => expect(calls(stage, 'plan')[0]?.call).toBe('POST /api/instances/inverter_1/call/plan'), {
    timeout: 3000,
  });
});

test('with nobody to ask it is said what to press', async () => {
  show(NewPage, '/instances/new/modbus', { instances: 0 }, '/instances/new/:type');
  expect(await screen.findByText(/Save this one with “Start after saving”/)).toBeTruthy();
});

test('an instance that does not run is started from its error', async () => {
  const stage = edit('asleep');
  await userEvent.click(await screen.findByRole('button', { name: 'Start inverter_1' }));
  expect(await screen.findByText('inverter_1 is being started.')).toBeTruthy();
  expect(stage.calls.some(({ call }) => call === 'POST /api/admin/instances/inverter_1/start')).toBe(true);
});

test('a scan goes through all pages; a unit that was found becomes a device with its profile', async () => {
  const stage = edit('fits');
  await userEvent.click(await screen.findByTestId('scan-open'));
  await userEvent.click(await screen.findByTestId('scan-start'));
  expect(await screen.findByText(/Unit ids 1 to 247 were asked. 3 units answered./)).toBeTruthy();
  expect(calls(stage, 'scan').map(({ body }) => body['first'])).toEqual([1, 61, 121, 181, 241]);
  await userEvent.click(screen.getByTestId('scan-add-3'));
  expect(await within(screen.getByTestId('scan-unit-3')).findByText('In the form')).toBeTruthy();
  await vi.waitFor(
    () =>
      expect(calls(stage, 'plan').at(-1)?.body['config']).toMatchObject({
        devices: [{ unit_id: 1 }, { unit_id: 3, profile: 'eastron/sdm630', prefix: 'unit_3' }],
      }),
    PATIENCE,
  );
});

test('a scan without connection says why and goes on where it was', async () => {
  const { world } = edit('silent');
  await userEvent.click(await screen.findByTestId('scan-open'));
  await userEvent.click(await screen.findByTestId('scan-start'));
  const scan = within(screen.getByTestId('scan'));
  expect(await scan.findByText('No connection to the device.')).toBeTruthy();
  world.mode['bus'] = 'empty';
  await userEvent.click(scan.getByRole('button', { name: 'Try again' }));
  expect(await scan.findByTestId('scan-nothing')).toBeTruthy();
});

test('a press on the value that is right gives the point its type and order', async () => {
  const stage = edit('fits');
  await userEvent.click(await screen.findByRole('button', { name: 'Edit entry 1' }));
  await userEvent.click(await screen.findByTestId('orders-open'));
  await userEvent.click(await screen.findByTestId('take-float32-CDAB'));
  expect(screen.getByTestId('take-float32-CDAB').getAttribute('aria-pressed')).toBe('true');
  expect(calls(stage, 'decodings')[0]?.body).toEqual({ unit_id: 1, table: 'holding_registers', address: 30000, count: 4 });
  await vi.waitFor(() => expect(calls(stage, 'decodings').length).toBeGreaterThan(1), PATIENCE);
});

test('a profile is looked at and taken', async () => {
  edit('fits');
  await userEvent.click(await screen.findByTestId('profiles-open'));
  await userEvent.type(await screen.findByLabelText('Search vendor, model or kind'), 'gen24');
  await userEvent.click(await screen.findByTestId('profile-fronius/gen24'));
  expect(await screen.findByText(/SunSpec Alliance/)).toBeTruthy();
  await userEvent.click(screen.getByTestId('profile-use'));
  expect((screen.getByLabelText('Profile') as HTMLInputElement).value).toBe('fronius/gen24');
});

test('the tools are there for types that tell of their calls only', async () => {
  edit('fits', 'mqtt_ha');
  expect(await screen.findByTestId('title')).toBeTruthy();
  expect(screen.queryByTestId('plan')).toBeNull();
  expect(screen.queryByTestId('scan-open')).toBeNull();
});

test('the tile opens the counters of each unit', async () => {
  show(InstancesPage, '/instances', { bus: 'fits' });
  await userEvent.click(await screen.findByTestId('instance-inverter_1-units'));
  const lost = within(await screen.findByTestId('unit-7'));
  expect(lost.getByText('Does not answer')).toBeTruthy();
  expect(lost.getByText('asked again in 8.4 s')).toBeTruthy();
  expect(screen.queryByTestId('instance-mqtt_ha-units')).toBeNull();
});
