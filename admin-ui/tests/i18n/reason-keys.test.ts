import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { STATUS_NAMES } from '@/data/instances/types';
import en from '@/i18n/en';
import { filesBelow, keysBelow, readJson, ROOT } from './sources';

const known = new Set(Object.keys(en.reasons));
const missing = (keys: Iterable<string>) => [...keys].filter((key) => !known.has(key)).toSorted();

const adapters = ['services', 'plugins']
  .map((folder) => join(ROOT, folder))
  .filter(existsSync)
  .flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(folder, entry.name)),
  );

test.each(['sdk', 'router', 'gateway-api'])('every reason that %s gives has a sentence', (part) => {
  const keys = keysBelow(join(ROOT, part));
  expect(keys.size).toBeGreaterThan(20);
  expect(missing(keys)).toEqual([]);
});

test('every reason the page gives itself has a sentence', () => {
  const texts = ['.ts', '.tsx']
    .flatMap((ending) => filesBelow(join(ROOT, 'admin-ui/src'), ending))
    .map((file) => readFileSync(file, 'utf8'));
  const named = texts.flatMap((text) =>
    [...text.matchAll(/\bkey: '([a-z_0-9]{3,})'|\berror\([^']*, '([a-z_]+)'/g)].map((match) => match[1] ?? match[2] ?? ''),
  );
  const byStatus = readFileSync(join(ROOT, 'admin-ui/src/data/errors.ts'), 'utf8').matchAll(/return '([a-z_]+)';/g);
  const keys = new Set([...named, ...[...byStatus].map((match) => match[1] ?? '')]);
  expect(keys.size).toBeGreaterThan(20);
  expect(missing(keys)).toEqual([]);
});

test('every status an instance can have explains its points', () => {
  expect(missing(STATUS_NAMES.map((status) => `instance_${status}`))).toEqual([]);
});

describe.each(adapters)('adapter in %s', (folder) => {
  const own = (language: string) =>
    existsSync(join(folder, `locales/${language}.reasons.json`))
      ? readJson(join(folder, `locales/${language}.reasons.json`))
      : {};

  test('has a sentence for each of its reasons', () => {
    expect(missing(keysBelow(folder)).filter((key) => !(key in own('en')))).toEqual([]);
  });

  test('writes parameters as the page fills them in', () => {
    const texts = [...Object.values(own('de')), ...Object.values(own('en'))].map(String);
    expect(texts.filter((text) => /(?<!\{)\{\w+\}(?!\})/.test(text))).toEqual([]);
  });

  test('has its sentences in both languages', () => {
    expect(Object.keys(own('de')).toSorted()).toEqual(Object.keys(own('en')).toSorted());
  });
});
