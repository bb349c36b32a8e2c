import { expect, test } from 'vitest';
import { fieldOf, resolve, type JsonSchema } from '@/form/schema';
import { fromTable, toTable } from '@/form/spreadsheet';
import { labelOf } from '@/form/label';
import { choiceText, descriptionOf, titleOf } from '@/form/texts';
import { columnsOf, fitColumns } from '@/form/fields/columns';
import { MODBUS, SCHEMA } from './modbus';

const DEVICES = resolve(SCHEMA, SCHEMA).properties?.['devices']?.items as JsonSchema;
const POINT = (fieldOf(DEVICES, SCHEMA).schema.properties?.['points']?.items ?? {}) as JsonSchema;
const PATH = '/devices/*/points/*';
const GERMAN = MODBUS.locales.de;
const paste = (text: string) => fromTable(text, POINT, SCHEMA, PATH, GERMAN);

test('rows from a spreadsheet become items of the right types', () => {
  const pasted = paste(
    'name\taddress\ttype\tscale\twritable\tSpalte X\nac.power\t10\tint32\t0,1\tja\t?\n\nac.voltage\t12\tuint16\t\t\t\n',
  );
  expect(pasted.items).toEqual([
    { name: 'ac.power', address: 10, type: 'int32', scale: 0.1, writable: true },
    { name: 'ac.voltage', address: 12, type: 'uint16' },
  ]);
  expect(pasted.unknown).toEqual(['Spalte X']);
});

test('headings may be the titles of the form, separators semicolons', () => {
  expect(paste('Name;Adresse;Faktor\nx;1;2,5').items).toEqual([{ name: 'x', address: 1, scale: 2.5 }]);
});

test('quoted cells keep separators, quotation marks and line breaks', () => {
  expect(paste('name,description\nx,"a, ""b""\nc"').items).toEqual([{ name: 'x', description: 'a, "b"\nc' }]);
});

test('a cell that does not fit stays as it is, for the check to name it', () => {
  expect(paste('name\taddress\nx\tabc').items).toEqual([{ name: 'x', address: 'abc' }]);
});

test('what is copied out comes back in unchanged', () => {
  const items = [
    { name: 'a', address: 1, texts: { 0: 'aus', 1: 'an "hell"' }, writable: false },
    { name: 'b', address: 2, scale: 0.001, description: 'mit\tTab' },
  ];
  expect(paste(toTable(items, POINT, SCHEMA)).items).toEqual(items);
});

test('texts come from the adapter’s own translation, the rest from its schema', () => {
  const host: JsonSchema = { title: 'Host', description: 'Name or IP address.' };
  expect([titleOf(host, '/endpoints/*/host', GERMAN), descriptionOf(host, '/endpoints/*/host', GERMAN)]).toEqual([
    'Host',
    'Name oder IP-Adresse; nicht bei serieller Schnittstelle.',
  ]);
  expect(titleOf({ title: 'Poll interval' }, '/interval', undefined)).toBe('Poll interval');
  expect(titleOf({}, '/max_gap', undefined)).toBe('Max gap');
  expect([choiceText('coils', `${PATH}/table`, GERMAN), choiceText('low', '/x', GERMAN)]).toEqual(['Coils', 'low']);
});

test('a place is told in the words of the form', () => {
  expect(labelOf('/devices/0/points/2/address', SCHEMA, GERMAN)).toBe('Geräte 1, Punkte 3, Adresse');
});

test('a narrow table keeps the required columns, in their order', () => {
  const all = columnsOf(POINT, SCHEMA);
  expect(fitColumns(all, 290).map(({ name }) => name)).toEqual(['name', 'address']);
  expect(fitColumns(all, 10).map(({ name }) => name)).toEqual(['name']);
  expect(fitColumns(all, 5000).map(({ name }) => name)).toEqual(all.map(({ name }) => name));
  expect(all.map(({ name }) => name)).not.toContain('order');
});
