import { propertiesOf, resolve, type JsonSchema } from '@/form/schema';
import { validate } from '@/form/validate';
import defs from '../options.defs.json';

const complete = new WeakMap<object, JsonSchema>();

function completed(schema: object): JsonSchema {
  const known = complete.get(schema);
  if (known !== undefined) return known;
  const made = { ...schema, ...defs } as JsonSchema;
  complete.set(schema, made);
  return made;
}

const read = new WeakMap<object, WeakMap<object, object>>();

/** A widget's options with the defaults of its schema; one that does not fit counts as not set. */
export function optionsOf<T extends object>(given: Record<string, unknown>, schema: object): T {
  // Values arrive many times a second, options hardly ever.
  const bySchema = read.get(given) ?? new WeakMap<object, object>();
  const known = bySchema.get(schema);
  if (known !== undefined) return known as T;
  const root = completed(schema);
  const chosen = Object.entries(propertiesOf(root, root)).map(([name, property]) => {
    const value = given[name];
    const fits = value !== undefined && validate(value, property, root).length === 0;
    return [name, fits ? value : structuredClone(resolve(property, root).default)] as const;
  });
  const made = Object.fromEntries(chosen);
  read.set(given, bySchema.set(schema, made));
  return made as T;
}
