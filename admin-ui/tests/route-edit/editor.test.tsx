import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test } from 'vitest';
import { Component as EditPage } from '@/pages/route-edit/EditRoutePage';
import { Component as NewPage } from '@/pages/route-edit/NewRoutePage';
import { show } from '../pages/stage';

const edit = (label: string, mode: Record<string, string | number> = {}) =>
  show(EditPage, `/routes/${label}`, { routes: 7, ...mode }, '/routes/:label');
const fresh = (search = '') => show(NewPage, `/routes/new${search}`, { routes: 7 }, '/routes/new');

const route = (world: { routes: { document: object } }, id: string) =>
  (world.routes.document as { routes: { id?: string }[] }).routes.find((one) => one.id === id);
/** Everything in the field replaced at once, as by pasting. */
const put = async (field: HTMLElement, value: string) => {
  await userEvent.tripleClick(field);
  await userEvent.paste(value);
};
const text = async (value: string) => {
  await userEvent.click(await screen.findByText('Text'));
  const field = screen.getByTestId('transform');
  await put(field, value);
  return field as HTMLTextAreaElement;
};
const save = () => userEvent.click(screen.getByTestId('save'));

describe('steps', () => {
  test('are cards with the value after each of them', async () => {
    edit('battery-to-plc');
    const first = await screen.findByTestId('step-0');
    expect(within(first).getByText('Multiply')).toBeTruthy();
    await waitFor(() => expect(within(first).getByText(/^Then:/)).toBeTruthy());
  });

  test('are changed in their form, and the text follows', async () => {
    const { world } = edit('battery-to-plc');
    const factor = await screen.findByLabelText(/^Factor/);
    await put(factor, '0.01');
    expect(screen.getByText('scale(0.01) | round(2) | deadband(0.05)')).toBeTruthy();
    await save();
    await waitFor(() =>
      expect(route(world, 'battery-to-plc')).toMatchObject({ transform: 'scale(0.01) | round(2) | deadband(0.05)' }),
    );
  });

  test('are moved with the keyboard and keep the focus', async () => {
    edit('battery-to-plc');
    const factor = await screen.findByLabelText(/^Factor/);
    factor.focus();
    await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}');
    expect(screen.getByText('round(2) | scale(0.001) | deadband(0.05)')).toBeTruthy();
    expect(within(screen.getByTestId('step-1')).getByLabelText(/down$/)).toBe(document.activeElement);
    expect(screen.getByText('Step 1 is now step 2.')).toBeTruthy();
  });

  test('are removed and added from a search by what they are called', async () => {
    edit('battery-to-plc');
    await userEvent.click(await screen.findByLabelText('Remove step 3 (Leave out small changes)'));
    await put(screen.getByTestId('add-step'), 'limit');
    await userEvent.keyboard('{Enter}');
    expect(await screen.findByText('scale(0.001) | round(2) | clamp(0, 100)')).toBeTruthy();
    await waitFor(() => expect(within(screen.getByTestId('step-2')).getByLabelText('Lowest')).toBe(document.activeElement));
  });

  test('as text are completed while typing', async () => {
    edit('battery-to-plc');
    const field = await text('scale(2) | cl');
    await userEvent.keyboard('{Enter}');
    expect(field.value).toBe('scale(2) | clamp()');
    await userEvent.keyboard('ma{Enter}5');
    expect(field.value).toBe('scale(2) | clamp(max=5)');
  });

  test('written wrong are said at their place and repaired with a click', async () => {
    edit('battery-to-plc');
    const field = await text('scael(2)');
    expect(await screen.findByText(/There is no step “scael”/)).toBeTruthy();
    expect(document.querySelector('mark')?.textContent).toBe('scael');
    await userEvent.click(screen.getByText('Change to “scale”'));
    expect(field.value).toBe('scale(2)');
  });

  test('whose text breaks off are shown as far as they can be read', async () => {
    edit('battery-to-plc');
    await text('scale(2) | round(');
    await userEvent.keyboard('{Escape}');
    await userEvent.click(screen.getByText('Cards'));
    expect(screen.getByTestId('step-0')).toBeTruthy();
    expect(screen.getByText(/From here on the text cannot be read/)).toBeTruthy();
  });
});

describe('addresses', () => {
  test('are found among the real points and put in with the keyboard', async () => {
    const { world } = fresh();
    const source = await screen.findByTestId('address-from-0');
    await put(source, 'string_1 volt');
    await screen.findByText('inverter_1.dc.string_1.voltage');
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect((source as HTMLInputElement).value).toBe('inverter_1.dc.string_1.voltage');
    expect(await screen.findByTestId('now-inverter_1.dc.string_1.voltage')).toBeTruthy();
    await put(screen.getByTestId('address-to-0'), 'house.u');
    await userEvent.click(await screen.findByText('calc.house.u'));
    await save();
    await screen.findByText('another page');
    expect((world.routes.document as { routes: object[] }).routes.at(-1)).toEqual({
      from: 'inverter_1.dc.string_1.voltage',
      to: 'calc.house.u',
    });
  });

  test('with wildcards tell how many points match, and what the stars stand for', async () => {
    fresh('?from=*.dc.string_1.voltage&to=calc.u.');
    expect(await screen.findByText('Matches 3 points')).toBeTruthy();
    const captures = within(await screen.findByTestId('captures'));
    await userEvent.click(await captures.findByText('{1}'));
    expect((screen.getByTestId('address-to-0') as HTMLInputElement).value).toBe('calc.u.{1}');
    expect(await screen.findByText('calc.u.inverter_1, calc.u.meter_1')).toBeTruthy();
  });

  test('offer more points of the same kind', async () => {
    fresh('?from=inverter_1.dc.string_1.voltage');
    await userEvent.click(await screen.findByText(/inverter_1\.dc\.string_1\.\*/));
    expect((screen.getByTestId('address-from-0') as HTMLInputElement).value).toBe('inverter_1.dc.string_1.*');
  });
});

describe('the preview', () => {
  test('tells what would be sent where', async () => {
    edit('battery-to-plc');
    const outcome = within(await screen.findByTestId('outcome'));
    expect(outcome.getByText(/^Would be/)).toBeTruthy();
  });

  test('tells what a condition says, and what would happen without it', async () => {
    edit('house-power');
    const when = await screen.findByTestId('when');
    await put(when, 'value > 99999');
    await waitFor(() => expect(screen.getByTestId('holds').dataset['state']).toBe('false'));
    expect(await screen.findByText('If it were not for that:')).toBeTruthy();
  });

  test('is missing without a router, and the route can be edited all the same', async () => {
    const { world } = edit('battery-to-plc', { router: 'away' });
    expect(await screen.findByTestId('preview-missing', {}, { timeout: 12_000 })).toBeTruthy();
    await userEvent.type(screen.getByTestId('name'), '!');
    await save();
    await waitFor(() => expect(route(world, 'battery-to-plc')).toMatchObject({ name: 'Battery voltage to the PLC!' }));
  });

  test('takes a value somebody thought of', async () => {
    edit('battery-to-plc');
    await put(await screen.findByTestId('try-value'), '42000');
    await waitFor(() => expect(screen.getByTestId('outcome').textContent).toContain('42'));
    expect(screen.getByText('Made up')).toBeTruthy();
  });
});

describe('times', () => {
  test('are added, changed and drawn', async () => {
    const { world } = edit('meter-display');
    await userEvent.click(await screen.findByTestId('add-schedule'));
    const card = within(screen.getByTestId('schedule-0'));
    await userEvent.click(card.getByLabelText('Friday'));
    await put(card.getByLabelText('From: time of day'), '22');
    await put(card.getByLabelText('To: time of day'), '06:30');
    const week = within(screen.getByTestId('week'));
    expect(week.getByLabelText('Monday: 22:00–24:00')).toBeTruthy();
    expect(week.getByLabelText('Tuesday: 00:00–06:30, 22:00–24:00')).toBeTruthy();
    expect(week.getByLabelText('Sunday: not')).toBeTruthy();
    await save();
    const schedule = { days: 'mon-thu', from: '22:00', to: '06:30' };
    await waitFor(() => expect(route(world, 'meter-display')).toMatchObject({ schedule }));
  });
});

describe('saving', () => {
  test('begins from what was read and says when the router works with it', async () => {
    const { calls } = edit('battery-to-plc');
    await userEvent.type(await screen.findByTestId('name'), '!');
    await save();
    expect(await screen.findByText(/^In force/)).toBeTruthy();
    expect(calls.some(({ call }) => call === 'PUT /api/routes/items/battery-to-plc')).toBe(true);
  });

  test('needs a source and a target, and leads to them', async () => {
    const { calls } = fresh();
    await userEvent.click(await screen.findByTestId('save'));
    const found = within(await screen.findByTestId('form-errors'));
    await userEvent.click(found.getByRole('button', { name: 'To' }));
    expect(document.activeElement).toBe(screen.getByTestId('address-to-0'));
    expect(calls.some(({ call }) => call === 'POST /api/routes/items')).toBe(false);
  });

  const elsewhere = (stage: ReturnType<typeof edit>, id: string) => {
    const document = structuredClone(stage.world.routes.document) as { routes: { id?: string; name?: string }[] };
    const other = document.routes.find((one) => one.id === id);
    if (other) other.name = 'theirs';
    Object.assign(stage.world.routes, { document, revision: stage.world.routes.revision + 1 });
  };

  test('keeps what somebody else changed in other routes', async () => {
    const stage = edit('battery-to-plc');
    await userEvent.type(await screen.findByTestId('name'), '!');
    elsewhere(stage, 'alarm');
    await save();
    await waitFor(() => expect(route(stage.world, 'battery-to-plc')).toMatchObject({ name: 'Battery voltage to the PLC!' }));
    expect(route(stage.world, 'alarm')).toMatchObject({ name: 'theirs' });
  });

  test('asks when somebody else changed the same route', async () => {
    const stage = edit('battery-to-plc');
    await userEvent.type(await screen.findByTestId('name'), '!');
    elsewhere(stage, 'battery-to-plc');
    await save();
    await userEvent.click(within(await screen.findByTestId('conflict')).getByTestId('take-theirs'));
    await waitFor(() => expect((screen.getByTestId('name') as HTMLInputElement).value).toBe('theirs'));
  });

  test('refused, shows what is wrong at its field', async () => {
    fresh('?from=inverter_1.ac.power&to=calc.x');
    await userEvent.click(await screen.findByTestId('more'));
    await put(screen.getByTestId('id'), 'alarm');
    await save();
    const found = within(await screen.findByTestId('form-errors'));
    expect(found.getByRole('button', { name: 'Id' })).toBeTruthy();
  });
});

test('a route that is not there is said to be gone', async () => {
  edit('nothing');
  expect(await screen.findByText('This route is not there (any more)')).toBeTruthy();
});
