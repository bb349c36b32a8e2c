import { expect, test } from 'vitest';
import { fieldOf, resolve, tagOf, type JsonSchema } from '@/form/schema';
import { SCHEMA } from './modbus';

const ROOT: JsonSchema = {
  $defs: { Sub: { title: 'Sub', description: 'A class.', type: 'object', properties: { x: { type: 'integer' } } } },
};
const kind = (schema: JsonSchema) => fieldOf(schema, ROOT).kind;

test.each<[string, JsonSchema]>([
  ['boolean', { type: 'boolean' }],
  ['integer', { type: 'integer' }],
  ['number', { type: 'number' }],
  ['text', { type: 'string' }],
  ['multiline', { type: 'string', 'x-multiline': true }],
  ['secret', { type: 'string', 'x-secret': true }],
  ['enum', { enum: ['a', 'b'] }],
  ['tag', { const: 'a' }],
  ['object', { $ref: '#/$defs/Sub' }],
  ['table', { type: 'array', items: { $ref: '#/$defs/Sub' } }],
  ['list', { type: 'array', items: { type: 'string' } }],
  ['map', { type: 'object', additionalProperties: { type: 'string' } }],
  ['json', { type: 'array', prefixItems: [{ type: 'string' }], items: false }],
  ['json', {}],
  ['union', { anyOf: [{ type: 'integer' }, { enum: ['auto'] }] }],
])('%s is the field for %o', (wanted, schema) => {
  expect(kind(schema)).toBe(wanted);
});

test('a list of things that hold lists of things becomes cards', () => {
  expect(fieldOf(resolve(SCHEMA, SCHEMA).properties?.['devices'] ?? {}, SCHEMA).kind).toBe('cards');
  expect(fieldOf(resolve(SCHEMA, SCHEMA).properties?.['endpoints'] ?? {}, SCHEMA).kind).toBe('cards');
});

test('"or null" is taken off and remembered', () => {
  const {
    kind: found,
    nullable,
    schema,
  } = fieldOf({ title: 'Scale', 'x-unit': 'V', anyOf: [{ type: 'number', exclusiveMinimum: 0 }, { type: 'null' }] }, ROOT);
  expect([found, nullable, schema.exclusiveMinimum, schema['x-unit'], schema.title]).toEqual(['number', true, 0, 'V', 'Scale']);
});

test('alternatives that are all choices are one choice', () => {
  expect(fieldOf({ anyOf: [{ enum: ['a'] }, { enum: ['b'] }] }, ROOT).schema.enum).toEqual(['a', 'b']);
});

test('nested alternatives are laid flat', () => {
  const inner = { anyOf: [{ $ref: '#/$defs/Sub' }, { type: 'string' }] };
  const { choices, nullable } = fieldOf({ anyOf: [inner, { type: 'null' }] }, ROOT);
  expect([choices.length, nullable]).toEqual([2, true]);
});

test('the name of a class is no title for people', () => {
  expect(resolve({ $ref: '#/$defs/Sub' }, ROOT).title).toBeUndefined();
  expect(resolve({ title: 'Place', $ref: '#/$defs/Sub' }, ROOT).title).toBe('Place');
});

test('a reference that leads round does not hang', () => {
  expect(resolve({ $ref: '#/$defs/A' }, { $defs: { A: { $ref: '#/$defs/A' } } })).toBeDefined();
});

test('a tag is the required property with a single value', () => {
  expect(tagOf({ required: ['type'], properties: { type: { enum: ['tcp'] }, port: { type: 'integer' } } }, ROOT)).toEqual({
    name: 'type',
    value: 'tcp',
  });
  expect(tagOf({ properties: { type: { enum: ['tcp'] } } }, ROOT)).toBeUndefined();
});
