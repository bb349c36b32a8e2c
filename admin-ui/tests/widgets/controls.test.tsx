import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import i18next from 'i18next';
import { expect, test } from 'vitest';
import { showWidget, type WidgetStage } from './stage';

const written = ({ calls }: WidgetStage) => calls.filter(({ call }) => call.endsWith('/write')).map(({ body }) => body);
const state = () => screen.getByTestId('control-state');

test('a switch stays what it is until the device has told another state', async () => {
  const stage = showWidget('switch');
  const knob = await screen.findByRole('switch', { name: 'Titel' });
  expect(knob.getAttribute('aria-checked')).toBe('true');
  await userEvent.click(knob);
  await waitFor(() => expect(state().textContent).toBe('Written: Off'));
  expect(written(stage)).toEqual([{ value: false }]);
  // The values of the widget still say on: nothing is shown that nobody has told.
  expect(knob.getAttribute('aria-checked')).toBe('true');
});

test('a refusal is told with its reason', async () => {
  showWidget('switch', { mode: { write: 'refuse' } });
  await userEvent.click(await screen.findByRole('switch'));
  await waitFor(() => expect(state().dataset['state']).toBe('failed'));
  expect(state().textContent).toBe('Not written: Writing is blocked by the emergency stop or by maintenance.');
});

test('no confirmation is neither called success nor failure', async () => {
  showWidget('button', { options: { confirm: false, write: 'true' }, mode: { write: 'silent' } });
  await userEvent.click(await screen.findByTestId('button'));
  await waitFor(() => expect(state().textContent).toContain('Unknown whether it was written'));
});

test('where it is unknown whether it is on, both are offered', async () => {
  const stage = showWidget('switch', { state: 'stale' });
  await userEvent.click(await screen.findByRole('button', { name: 'Off' }));
  await waitFor(() => expect(written(stage)).toEqual([{ value: false }]));
  expect(screen.queryByRole('switch')).toBeNull();
});

test('a dangerous one asks first, and only in the direction that was chosen', async () => {
  const stage = showWidget('switch', { options: { confirm: 'off' } });
  await userEvent.click(await screen.findByRole('switch'));
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByText(/^Off is written to/)).toBeTruthy();
  await userEvent.click(dialog.getByText('Cancel'));
  expect(written(stage)).toEqual([]);
  await userEvent.click(screen.getByRole('switch'));
  await userEvent.click(await screen.findByTestId('confirm'));
  await waitFor(() => expect(written(stage)).toEqual([{ value: false }]));
});

test('nothing is written while the page is edited', async () => {
  const stage = showWidget('switch', { state: 'editing' });
  const knob = await screen.findByRole('switch');
  expect((knob as HTMLButtonElement).disabled).toBe(true);
  fireEvent.click(knob);
  expect(written(stage)).toEqual([]);
});

test('who may only look is told why nothing can be operated', async () => {
  showWidget('button', { mode: { role: 'viewer' } });
  await waitFor(() => expect(state().textContent).toContain('Operating needs the role'));
  expect((screen.getByTestId('button') as HTMLButtonElement).disabled).toBe(true);
});

test('a point that cannot be written says so', async () => {
  const { SAMPLES } = await import('../../dev/gallery/samples');
  const point = SAMPLES['slider']?.bindings['value']?.point;
  showWidget('slider', { values: { value: { point: point ? { ...point, writable: false } : null } } });
  await waitFor(() => expect(state().textContent).toBe('This point cannot be written.'));
});

test('a button writes its value as the point wants it, or says why not', async () => {
  const { SAMPLES } = await import('../../dev/gallery/samples');
  const setpoint = SAMPLES['slider']?.bindings['value'];
  const values = { value: { point: setpoint?.point ?? null, value: 1 } };
  const stage = showWidget('button', { options: { confirm: false, write: '9000' }, values });
  await userEvent.click(await screen.findByTestId('button'));
  expect(state().textContent).toBe('Not written: the value does not fit. 9000 is outside 0 to 5000.');
  expect(written(stage)).toEqual([]);
});

test('a slider writes when the keys rest, once', async () => {
  const stage = showWidget('slider');
  const slider = await screen.findByRole('slider', { name: 'Titel' });
  for (const value of ['3050', '3100', '3150']) fireEvent.change(slider, { target: { value } });
  expect(screen.getByTestId('reading').textContent).toBe('3,150\u00a0W');
  expect(written(stage)).toEqual([]);
  await waitFor(() => expect(written(stage)).toEqual([{ value: 3150 }]));
  await waitFor(() => expect(state().dataset['state']).toBe('done'));
  expect(slider.getAttribute('aria-valuetext')).toContain('W');
});

test('a slider that is held does not write; let go it does at once', async () => {
  const stage = showWidget('slider');
  const slider = await screen.findByRole('slider');
  fireEvent.pointerDown(slider);
  fireEvent.change(slider, { target: { value: '2000' } });
  fireEvent.pointerUp(slider);
  await waitFor(() => expect(written(stage)).toEqual([{ value: 2000 }]));
});

test('a refused slider goes back to where the device is', async () => {
  showWidget('slider', { mode: { write: 'refuse' } });
  const slider = await screen.findByRole('slider');
  fireEvent.change(slider, { target: { value: '4000' } });
  fireEvent.blur(slider);
  await waitFor(() => expect(state().dataset['state']).toBe('failed'));
  expect((slider as HTMLInputElement).value).toBe('3000');
});

test('steps of a setpoint are gathered into one write', async () => {
  const stage = showWidget('setpoint');
  const more = await screen.findByRole('button', { name: /Raise by 0.5 °C/ });
  await userEvent.click(more);
  await userEvent.click(more);
  await waitFor(() => expect(written(stage)).toEqual([{ value: 22.5 }]));
});

test('a typed setpoint may have a comma; one that is refused stays to be put right', async () => {
  await i18next.changeLanguage('de');
  const stage = showWidget('setpoint');
  const field = await screen.findByRole('textbox', { name: 'Titel' });
  await userEvent.clear(field);
  await userEvent.type(field, '42{Enter}');
  await waitFor(() => expect(state().textContent).toContain('42'));
  expect(written(stage)).toEqual([]);
  await userEvent.clear(field);
  await userEvent.type(field, '19,5{Enter}');
  await waitFor(() => expect(written(stage)).toEqual([{ value: 19.5 }]));
});

test('fixed values of a setpoint are one press away', async () => {
  const stage = showWidget('setpoint');
  await userEvent.click(await screen.findByRole('button', { name: '18.0 °C' }));
  await waitFor(() => expect(written(stage)).toEqual([{ value: 18 }]));
});

test('a selection offers what the point tells, and shows what is', async () => {
  const { SAMPLES } = await import('../../dev/gallery/samples');
  const sample = SAMPLES['select']?.bindings['value'];
  const stage = showWidget('select');
  expect((await screen.findByRole('button', { name: 'Heizen' })).getAttribute('aria-pressed')).toBe('true');
  stage.world.points.push({ ...sample?.point, address: 'plc.mode', value: 1 } as (typeof stage.world.points)[number]);
  await userEvent.click(screen.getByRole('button', { name: 'Lüften' }));
  await waitFor(() => expect(written(stage)).toEqual([{ value: 3 }]));
});

test('a selection of listed values has their words', async () => {
  showWidget('select', { options: { choices: [{ value: '1', text: 'Warm' }, { value: '2' }], style: 'buttons' } });
  expect((await screen.findByRole('button', { name: 'Warm' })).getAttribute('aria-pressed')).toBe('true');
  expect(screen.getByRole('button', { name: 'Kühlen' })).toBeTruthy();
});
