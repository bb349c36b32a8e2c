import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Language } from '@/data/routes/tools';
import en from '@/i18n/en';
import { ROOT, readJson } from '../i18n/sources';

const texts = en['route-edit'];
const language = readJson(join(ROOT, 'admin-ui/dev/mock/routes/language.json')) as unknown as Language;
/** Files of the folder that are no operators. */
const OTHERS = ['__init__', 'base', 'sliding', 'window', 'textual'];

test('the stand-in knows the operators the router has (else: python dev/language.py)', () => {
  const files = readdirSync(join(ROOT, 'router/dinrail_router/operators'));
  const operators = files.filter((file) => file.endsWith('.py')).map((file) => file.slice(0, -3));
  expect(language.operators.map(({ name }) => name)).toEqual(operators.filter((name) => !OTHERS.includes(name)).toSorted());
});

test('every operator has a name and a sentence', () => {
  const names = language.operators.map(({ name }) => name);
  expect(names.filter((name) => !(name in texts.name) || !(name in texts.doc))).toEqual([]);
});

test('every parameter of an operator has a name', () => {
  const missing = language.operators.flatMap(({ name, parameters }) =>
    parameters
      .filter((one) => !(`${name}_${one.name}` in texts.param) && !(one.name in texts.param))
      .map((one) => `${name}_${one.name}`),
  );
  expect(missing).toEqual([]);
});

test('every variable and function has a sentence', () => {
  const names = [...language.variables, ...language.functions].map(({ name }) => name);
  expect(names.filter((name) => !(name in texts.word))).toEqual([]);
});
