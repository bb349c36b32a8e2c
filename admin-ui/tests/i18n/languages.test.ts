import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import de from '@/i18n/de';
import en from '@/i18n/en';
import { filesBelow, ROOT } from './sources';

/** Texts by dotted path. */
function flat(node: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(node).flatMap(([key, value]) =>
      typeof value === 'string' ? [[`${path}${key}`, value] as [string, string]] : [...flat(value as object, `${path}${key}.`)],
    ),
  );
}

const german = flat(de);
const english = flat(en);
const placeholders = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map((match) => match[1]).toSorted();

test('both languages have the same keys', () => {
  expect([...german.keys()].toSorted()).toEqual([...english.keys()].toSorted());
});

test('no text is empty', () => {
  expect([...german, ...english].filter(([, text]) => text.trim() === '')).toEqual([]);
});

test('both languages use the same parameters', () => {
  const differing = [...english].filter(
    ([key, text]) => placeholders(text).join() !== placeholders(german.get(key) ?? '').join(),
  );
  expect(differing).toEqual([]);
});

test('every counted text has its singular and its plural', () => {
  const keys = [...english.keys()];
  expect(keys.filter((key) => key.endsWith('_one') && !keys.includes(key.replace(/_one$/, '_other')))).toEqual([]);
  expect(keys.filter((key) => key.endsWith('_other') && !keys.includes(key.replace(/_other$/, '_one')))).toEqual([]);
});

test('a hint belongs to a reason', () => {
  expect(Object.keys(en.hints).filter((key) => !(key in en.reasons))).toEqual([]);
});

test('every text is used', { timeout: 60_000 }, () => {
  const sources = ['.ts', '.tsx'].flatMap((ending) => filesBelow(join(ROOT, 'admin-ui/src'), ending));
  const code = sources.map((file) => readFileSync(file, 'utf8')).join('\n');
  const plain = [...english.keys()]
    .filter((key) => !/^(reasons|hints|alarms)\./.test(key))
    .map((key) => key.slice(key.indexOf('.') + 1).replace(/_(one|other)$/, ''));
  // A key is written out, or its beginning or end is completed from a value.
  const isUsed = (key: string) =>
    [`'${key}'`, `:${key}'`, `\`${key.replace(/[^.]*$/, '')}\${`, `:${key.replace(/[^.]*$/, '')}\${`].some((form) =>
      code.includes(form),
    ) || /^\w+_title$/.test(key);
  expect(plain.filter((key) => !isUsed(key))).toEqual([]);
});
