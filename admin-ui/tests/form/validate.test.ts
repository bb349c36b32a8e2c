import { expect, test } from 'vitest';
import { initialOf } from '@/form/defaults';
import type { JsonSchema } from '@/form/schema';
import { choiceOf, validate } from '@/form/validate';
import { CONFIG, SCHEMA } from './modbus';

const short = (value: unknown, schema: JsonSchema, root = schema) =>
  validate(value, schema, root).map(({ path, key, params }) => `${path} ${key} ${JSON.stringify(params)}`);

test('a right configuration has no errors', () => {
  expect(short(CONFIG, SCHEMA)).toEqual([]);
});

test('every error names its place', () => {
  const wrong = {
    endpoints: [{ host: 'a b', port: 70000 }],
    interval: 0,
    devices: [{ points: [{ name: '', table: 'coil' }] }],
    extra: 1,
  };
  expect(short(wrong, SCHEMA)).toEqual([
    '/endpoints/0/host pattern_mismatch {"pattern":"^[^\\\\s/]*$"}',
    '/endpoints/0/port out_of_range {"max":65535}',
    '/interval out_of_range {"min":0.05}',
    '/devices/0/points/0/address missing_field {"field":"address"}',
    '/devices/0/points/0/name wrong_length {"min":1}',
    '/devices/0/points/0/table not_allowed {"allowed":"coils, discrete_inputs, holding_registers, input_registers"}',
    '/extra unknown_field {"field":"extra"}',
  ]);
});

test('a new configuration asks only for what nobody can guess', () => {
  const fresh = initialOf(SCHEMA, SCHEMA);
  expect(fresh).toEqual({ endpoints: [{}], devices: [{}] });
  expect(short(fresh, SCHEMA)).toEqual([]); // that a host or a serial port is missing the adapter says
  const withPoint = { ...CONFIG, devices: [{ points: [{}] }] };
  expect(short(withPoint, SCHEMA)).toEqual([
    '/devices/0/points/0/name missing_field {"field":"name"}',
    '/devices/0/points/0/address missing_field {"field":"address"}',
  ]);
});

test.each<[unknown, JsonSchema, string[]]>([
  [5, { type: 'number', exclusiveMaximum: 5 }, [' out_of_range {"below":5}']],
  [0, { type: 'number', exclusiveMinimum: 0 }, [' out_of_range {"above":0}']],
  [0.3, { type: 'number', multipleOf: 0.1 }, []],
  ['x', { type: 'integer' }, [' wrong_type {"expected":"integer"}']],
  [1.5, { type: 'integer' }, [' wrong_type {"expected":"integer"}']],
  [null, { type: 'integer' }, [' wrong_type {"expected":"integer"}']],
  [null, { anyOf: [{ type: 'integer' }, { type: 'null' }] }, []],
  ['äöü', { type: 'string', maxLength: 3 }, []],
  ['abcd', { type: 'string', maxLength: 3 }, [' wrong_length {"max":3}']],
  ['(', { type: 'string', pattern: '(?P<x>a)' }, []],
  [[1, 2], { type: 'array', items: { type: 'integer' }, maxItems: 1 }, [' wrong_length {"max":1}']],
  [{ a: 1 }, { type: 'object', additionalProperties: { type: 'string' } }, ['/a wrong_type {"expected":"string"}']],
  [{ $secret: true }, { type: 'string', 'x-secret': true }, []],
  [{ $secret: true }, { type: 'string' }, [' wrong_type {"expected":"string"}']],
  [{ 'a/b': 1 }, { type: 'object', properties: {}, additionalProperties: false }, ['/a~1b unknown_field {"field":"a/b"}']],
])('%o against %o', (value, schema, errors) => {
  expect(short(value, schema)).toEqual(errors);
});

const UNION: JsonSchema = {
  anyOf: [
    { type: 'object', required: ['type'], properties: { type: { enum: ['a'] }, x: { type: 'integer' } } },
    { type: 'object', required: ['type'], properties: { type: { enum: ['b'] }, y: { type: 'string' } } },
    { type: 'integer' },
  ],
};

test('a tagged alternative is judged by its own rules', () => {
  expect(short({ type: 'a', x: 'no' }, UNION)).toEqual(['/x wrong_type {"expected":"integer"}']);
  expect(short({ type: 'c' }, UNION)).toEqual([' no_variant_fits {}']);
  expect(short(7, UNION)).toEqual([]);
  expect(choiceOf({ type: 'b' }, UNION.anyOf ?? [], UNION)).toBe(1);
});
