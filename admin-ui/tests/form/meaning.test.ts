import { expect, test } from 'vitest';
import { meaningful, means } from '@/form/meaning';
import { fieldOf, propertiesOf, resolve } from '@/form/schema';
import { validate } from '@/form/validate';
import { CONFIG, SCHEMA } from './modbus';

const endpoint = resolve(SCHEMA, SCHEMA).properties?.['endpoints']?.items;
const properties = typeof endpoint === 'object' ? propertiesOf(endpoint, SCHEMA) : {};
const shown = (value: object) =>
  Object.keys(properties).filter((name) => means(properties[name] ?? {}, value, properties, SCHEMA));

test('only the options of the chosen transport are shown, the default counts as chosen', () => {
  expect(shown({}).toSorted()).toEqual(['host', 'port', 'transport']);
  expect(shown({ transport: 'rtu_over_tcp' }).toSorted()).toEqual(['host', 'port', 'transport']);
  expect(shown({ transport: 'serial' }).toSorted()).toEqual(['baud', 'device', 'parity', 'stop_bits', 'transport']);
});

test('what means nothing beside the choice is not sent, and the rest stays as it is', () => {
  const edited = { ...CONFIG, endpoints: [{ transport: 'serial', device: '/dev/ttyUSB0', host: 'typed.before', port: 1 }] };
  expect(meaningful(edited, SCHEMA, SCHEMA)).toEqual({
    ...CONFIG,
    endpoints: [{ transport: 'serial', device: '/dev/ttyUSB0' }],
  });
  expect(edited.endpoints[0]?.host).toBe('typed.before');
  expect(validate(meaningful(edited, SCHEMA, SCHEMA), SCHEMA, SCHEMA)).toEqual([]);
});

test('unknown fields are kept for the check to name', () => {
  expect(meaningful({ endpoints: [{ hots: 'a' }] }, SCHEMA, SCHEMA)).toEqual({ endpoints: [{ hots: 'a' }] });
});

test('a few things that differ by a choice are cards, many stay a table', () => {
  const item = { type: 'object', properties: { kind: { enum: ['a', 'b'] }, x: { type: 'string', 'x-only': { kind: ['a'] } } } };
  expect(fieldOf({ type: 'array', items: item, maxItems: 8 }, {}).kind).toBe('cards');
  expect(fieldOf({ type: 'array', items: item }, {}).kind).toBe('table');
});
