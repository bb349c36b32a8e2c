import { expect, test } from 'vitest';
import de from '@/i18n/de';
import en from '@/i18n/en';

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
