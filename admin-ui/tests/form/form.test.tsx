import { MantineProvider } from '@mantine/core';
import { act, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test, vi } from 'vitest';
import { FormProvider } from '@/form/context';
import { Properties } from '@/form/fields/ObjectField';
import type { JsonSchema } from '@/form/schema';
import { FormStore } from '@/form/store';
import type { FieldTextBook } from '@/form/texts';
import { CONFIG, MODBUS, SCHEMA } from './modbus';

const show = (value: unknown, schema: JsonSchema, book?: FieldTextBook) => {
  const store = new FormStore(value);
  render(
    <MantineProvider env="test">
      <FormProvider store={store} root={schema} book={book}>
        <Properties pointer="" path="" schema={schema} required />
      </FormProvider>
    </MantineProvider>,
  );
  return store;
};

beforeEach(() => {
  // jsdom lays nothing out; the virtual table needs a size to show rows at all.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1000);
});

test('a field is named in the language of the adapter’s texts, with its unit and range', () => {
  show(CONFIG, SCHEMA, MODBUS.locales.de);
  expect(screen.getByLabelText('Abfrageintervall (s)')).toBeTruthy();
  expect(screen.getByText('0.05 to 3600.')).toBeTruthy();
});

test('an emptied field goes back to its default instead of storing nothing', async () => {
  const store = show({ ...CONFIG, interval: 5 }, SCHEMA);
  const field = screen.getByLabelText('Poll interval (s)');
  await userEvent.clear(field);
  expect(store.value).not.toHaveProperty('interval');
  expect(field.getAttribute('placeholder')).toBe('1');
});

test('advanced fields are folded until needed, and open when one of them is wrong', async () => {
  const store = show(CONFIG, SCHEMA);
  const fold = screen.getAllByRole('button', { name: /advanced settings/ }).at(-1) as HTMLElement;
  expect(fold.getAttribute('aria-expanded')).toBe('false');
  store.setErrors([{ path: '/timeout', key: 'out_of_range', params: { max: 30 } }]);
  expect(await screen.findByText('Must be at most 30.')).toBeTruthy();
  expect(fold.getAttribute('aria-expanded')).toBe('true');
});

test('a cell of a table edits its own place', async () => {
  const store = show(CONFIG, SCHEMA);
  const name = screen.getByDisplayValue('ac.power');
  await userEvent.clear(name);
  await userEvent.type(name, 'ac.voltage');
  expect(store.get('/devices/0/points/0/name')).toBe('ac.voltage');
});

test('a choice shows the fields that belong to it and forgets nothing typed before', async () => {
  const store = show({ ...CONFIG, endpoints: [{ host: '192.168.1.50', transport: 'serial' }] }, SCHEMA);
  expect(screen.queryByLabelText('Host')).toBeNull();
  expect(screen.getByLabelText('Serial port')).toBeTruthy();
  act(() => store.set('/endpoints/0/transport', 'rtu_over_tcp'));
  expect((screen.getByLabelText('Host') as HTMLInputElement).value).toBe('192.168.1.50');
  expect(screen.queryByLabelText('Serial port')).toBeNull();
});

test('five hundred points are listed without five hundred rows in the page', () => {
  const points = Array.from({ length: 500 }, (_, index) => ({ name: `p${index}`, address: index }));
  show({ ...CONFIG, devices: [{ points }] }, SCHEMA);
  const table = screen.getByRole('table', { name: 'Points' });
  expect(table.getAttribute('aria-rowcount')).toBe('501');
  const shown = within(table).getAllByRole('row').length;
  expect(shown).toBeGreaterThan(8);
  expect(shown).toBeLessThan(60);
});

test('a row is added, doubled and removed', async () => {
  const store = show(CONFIG, SCHEMA);
  const [point] = CONFIG.devices[0]?.points ?? [];
  const points = screen.getByRole('region', { name: 'Points' });
  await userEvent.click(within(points).getByRole('button', { name: 'Add entry: Points' }));
  await userEvent.click(within(points).getByRole('button', { name: 'Duplicate entry 1' }));
  expect(store.get('/devices/0/points')).toEqual([point, point, {}]);
  await userEvent.click(within(points).getByRole('button', { name: 'Remove entry 2' }));
  expect(store.get('/devices/0/points')).toEqual([point, {}]);
});

const SECRET: JsonSchema = { type: 'object', properties: { password: { title: 'Password', type: 'string', 'x-secret': true } } };

test('a stored secret is neither shown nor lost, but can be replaced', async () => {
  const store = show({ password: { $secret: true } }, SECRET);
  expect(screen.queryByLabelText('Password')).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Replace: Password' }));
  await userEvent.type(screen.getByLabelText('Password'), 'new');
  expect(store.value).toEqual({ password: 'new' });
  await userEvent.click(screen.getByRole('button', { name: 'Keep the stored one' }));
  expect(store.value).toEqual({ password: { $secret: true } });
});

const UNION: JsonSchema = {
  type: 'object',
  properties: {
    link: {
      title: 'Link',
      anyOf: [
        {
          type: 'object',
          required: ['type', 'host'],
          properties: { type: { enum: ['tcp'] }, host: { type: 'string', title: 'Host' } },
        },
        {
          type: 'object',
          required: ['type'],
          properties: { type: { enum: ['serial'] }, baud: { type: 'integer', title: 'Baud' } },
        },
        { type: 'null' },
      ],
    },
  },
};

test('choosing a kind shows its fields and sets its tag', async () => {
  const store = show({}, UNION);
  await userEvent.click(screen.getByRole('combobox', { name: 'Kind' }));
  await userEvent.click(await screen.findByRole('option', { name: 'serial', hidden: true }));
  expect(store.value).toEqual({ link: { type: 'serial' } });
  await userEvent.type(screen.getByLabelText('Baud'), '9600');
  expect(store.value).toEqual({ link: { type: 'serial', baud: 9600 } });
});

test('a default list is shown as such until it is taken over', async () => {
  const store = show(
    {},
    { type: 'object', properties: { topics: { title: 'Topics', type: 'array', items: { type: 'string' }, default: ['#'] } } },
  );
  expect(screen.getByText('["#"]')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Change: Topics' }));
  expect(store.value).toEqual({ topics: ['#'] });
});
