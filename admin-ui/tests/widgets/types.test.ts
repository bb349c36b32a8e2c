import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fieldOf, propertiesOf, type JsonSchema } from '@/form/schema';
import { validate } from '@/form/validate';
import { bookOf } from '@/widgets/book';
import { optionsOf } from '@/widgets/parts/options';
import { widgetTypes } from '@/widgets/registry';
import { filesBelow, ROOT } from '../i18n/sources';

const FOLDER = join(ROOT, 'admin-ui/src/widgets/types');
const folders = readdirSync(FOLDER);
const types = [...widgetTypes().values()];
const SHAPE = ['View.tsx', 'de.json', 'en.json', 'index.ts', 'options.schema.json'];

/** Schema paths of all options, with the choices of those that have some. */
function pathsOf(schema: JsonSchema, root: JsonSchema, path = ''): [string, string[]][] {
  return Object.entries(propertiesOf(schema, root)).flatMap(([name, property]) => {
    const own = `${path}/${name}`;
    const field = fieldOf(property, root).schema;
    const here: [string, string[]] = [own, (field.enum ?? []).map(String)];
    const items = typeof field.items === 'object' ? fieldOf(field.items, root).schema : undefined;
    if (items === undefined) return [here];
    return [here, ...(items.properties ? pathsOf(items, root, `${own}/*`) : [[`${own}/*`, []] as [string, string[]]])];
  });
}

/** Kinds of all fields the inspector shows. */
function kindsOf(schema: JsonSchema, root: JsonSchema): string[] {
  return Object.values(propertiesOf(schema, root)).flatMap((property) => {
    const { kind, schema: field } = fieldOf(property, root);
    return [kind, ...(typeof field.items === 'object' ? kindsOf(field.items, root) : [])];
  });
}

test('every folder is a type of its name', () => {
  expect(types.map(({ type }) => type).toSorted()).toEqual(folders.toSorted());
  expect(types.length).toBeGreaterThanOrEqual(19);
});

test.each(folders)('%s has the files of a type and nothing that nobody reads', (folder) => {
  const files = readdirSync(join(FOLDER, folder));
  expect(SHAPE.filter((name) => !files.includes(name))).toEqual([]);
  expect(files.filter((name) => !/\.(tsx?|json|module\.css)$/.test(name))).toEqual([]);
});

describe.each(types)('$type', (type) => {
  const schema = type.options as JsonSchema;
  const { de, en } = type.texts;

  test('has the same words in both languages, none of them empty', () => {
    expect(Object.keys(de).toSorted()).toEqual(Object.keys(en).toSorted());
    expect(Object.entries({ ...de, ...en }).filter(([, text]) => text.trim() === '')).toEqual([]);
    const holes = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map(([, name]) => name).toSorted();
    expect(Object.keys(en).filter((key) => holes(de[key] ?? '').join() !== holes(en[key] ?? '').join())).toEqual([]);
  });

  test('names itself, its slots, its options and their choices', () => {
    const paths = pathsOf(schema, schema);
    const wanted = [
      'name',
      'about',
      ...type.slots.map(({ name }) => `slot.${name}`),
      ...paths.map(([path]) => path),
      ...paths.flatMap(([path, choices]) => choices.map((choice) => `${path}=${choice}`)),
    ];
    expect(wanted.filter((key) => !(key in en))).toEqual([]);
    const known = new Set(paths.map(([path]) => path));
    const about = Object.keys(en).filter((key) => key.startsWith('/') && !known.has(key.replace(/[#=].*$/, '')));
    expect(about).toEqual(about.filter((key) => /^\/(range|legend)/.test(key)));
  });

  test('has defaults that satisfy its schema', () => {
    const defaults = optionsOf({}, schema);
    expect(validate(defaults, schema, schema)).toEqual([]);
    expect(Object.entries(defaults).filter(([, value]) => value === undefined)).toEqual([]);
  });

  test('can be set in a form, without JSON', () => {
    expect(kindsOf(schema, schema)).not.toContain('json');
  });

  test('gives the form its words', () => {
    const book = bookOf(type, 'de');
    for (const [path] of pathsOf(schema, schema)) expect(book[path]?.title).toBe(de[path]);
  });

  test('uses every word it has', () => {
    const code = filesBelow(join(FOLDER, type.type), '.tsx')
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const own = Object.keys(en).filter((key) => !/^(name|about|slot\.|\/)/.test(key));
    const used = (key: string) =>
      code.includes(`'${key}'`) || code.includes('say(level)') || code.includes(`\`\${name}.\${direction}\``);
    expect(own.filter((key) => !used(key))).toEqual([]);
  });

  test('fits two cells by one', () => {
    expect(type.size.minW).toBeLessThanOrEqual(2);
    expect(type.size.minH).toBe(1);
    expect(type.size.w).toBeGreaterThanOrEqual(type.size.minW);
  });
});

test('an option that does not fit counts as not set', () => {
  const gauge = widgetTypes().get('gauge')?.options ?? {};
  expect(optionsOf({ min: 'low', max: 80, decimals: 99, unknown: 1 }, gauge)).toMatchObject({
    min: null,
    max: 80,
    decimals: null,
    shape: 'arc',
  });
});
