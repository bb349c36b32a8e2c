import type { FieldError } from '@/data/errors';
import { child, isObject } from './pointer';
import { fieldOf, tagOf, type JsonSchema } from './schema';

type Params = NonNullable<FieldError['params']>;

/** A stored secret that is kept; the gateway never sends the value itself. */
export const KEPT_SECRET = { $secret: true } as const;

export function isKeptSecret(value: unknown): boolean {
  return isObject(value) && value['$secret'] === true;
}

const error = (path: string, key: string, params: Params = {}): FieldError => ({ path, key, params });

/** Everything wrong in a value, with the same keys and pointers as the gateway's own check. */
export function validate(value: unknown, raw: JsonSchema, root: JsonSchema, path = ''): FieldError[] {
  const field = fieldOf(raw, root);
  const { schema, kind, nullable } = field;
  if (value === null && nullable) return [];
  if (kind === 'secret' && isKeptSecret(value)) return [];
  if (kind === 'union') return validateUnion(value, field.choices, root, path);
  if (schema.const !== undefined || schema.enum !== undefined) {
    const allowed = schema.enum ?? [schema.const];
    return allowed.includes(value) ? [] : [error(path, 'not_allowed', { allowed: allowed.join(', ') })];
  }
  if (!hasType(value, schema.type)) return [error(path, 'wrong_type', { expected: [schema.type].flat().join(', ') })];
  if (typeof value === 'number') return validateNumber(value, schema, path);
  if (typeof value === 'string') return validateText(value, schema, path);
  if (Array.isArray(value)) return validateList(value, schema, root, path);
  return isObject(value) ? validateObject(value, schema, root, path) : [];
}

function hasType(value: unknown, type: string | string[] | undefined): boolean {
  if (type === undefined) return true;
  return [type].flat().some((name) => {
    if (name === 'integer') return Number.isInteger(value);
    if (name === 'number') return typeof value === 'number';
    if (name === 'array') return Array.isArray(value);
    if (name === 'object') return isObject(value);
    if (name === 'null') return value === null;
    return typeof value === name;
  });
}

function validateNumber(value: number, schema: JsonSchema, path: string): FieldError[] {
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below, multipleOf } = schema;
  if (minimum !== undefined && value < minimum) return [error(path, 'out_of_range', { min: minimum })];
  if (maximum !== undefined && value > maximum) return [error(path, 'out_of_range', { max: maximum })];
  if (above !== undefined && value <= above) return [error(path, 'out_of_range', { above })];
  if (below !== undefined && value >= below) return [error(path, 'out_of_range', { below })];
  if (multipleOf !== undefined && Math.abs(value / multipleOf - Math.round(value / multipleOf)) > 1e-9) {
    return [error(path, 'schema_violated', { rule: 'multipleOf' })];
  }
  return [];
}

function validateText(value: string, schema: JsonSchema, path: string): FieldError[] {
  const length = [...value].length;
  if (schema.minLength !== undefined && length < schema.minLength)
    return [error(path, 'wrong_length', { min: schema.minLength })];
  if (schema.maxLength !== undefined && length > schema.maxLength)
    return [error(path, 'wrong_length', { max: schema.maxLength })];
  if (schema.pattern !== undefined && !matches(schema.pattern, value))
    return [error(path, 'pattern_mismatch', { pattern: schema.pattern })];
  return [];
}

/** A pattern this browser cannot read is left to the gateway. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return true;
  }
}

function validateList(value: unknown[], schema: JsonSchema, root: JsonSchema, path: string): FieldError[] {
  const found: FieldError[] = [];
  if (schema.minItems !== undefined && value.length < schema.minItems)
    found.push(error(path, 'wrong_length', { min: schema.minItems }));
  if (schema.maxItems !== undefined && value.length > schema.maxItems)
    found.push(error(path, 'wrong_length', { max: schema.maxItems }));
  const { items, prefixItems } = schema;
  value.forEach((item, index) => {
    const rule = prefixItems?.[index] ?? (typeof items === 'object' ? items : undefined);
    if (item === undefined) found.push(error(child(path, index), 'missing_field', { field: index + 1 }));
    else if (rule !== undefined) found.push(...validate(item, rule, root, child(path, index)));
  });
  return found;
}

function validateObject(value: Record<string, unknown>, schema: JsonSchema, root: JsonSchema, path: string): FieldError[] {
  const properties = schema.properties ?? {};
  const found = (schema.required ?? [])
    .filter((name) => value[name] === undefined)
    .map((name) => error(child(path, name), 'missing_field', { field: name }));
  for (const [name, item] of Object.entries(value)) {
    const rule = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (rule !== undefined) found.push(...validate(item, rule, root, child(path, name)));
    else if (typeof schema.additionalProperties === 'object')
      found.push(...validate(item, schema.additionalProperties, root, child(path, name)));
    else if (schema.additionalProperties === false) found.push(error(child(path, name), 'unknown_field', { field: name }));
  }
  return found;
}

function validateUnion(value: unknown, choices: JsonSchema[], root: JsonSchema, path: string): FieldError[] {
  const chosen = choices[choiceOf(value, choices, root)];
  if (chosen === undefined) return [error(path, 'no_variant_fits')];
  return validate(value, chosen, root, path);
}

/** Which alternative a value is meant to be: by its tag, else the first that fits, else of the same JSON type; -1 for none. */
export function choiceOf(value: unknown, choices: JsonSchema[], root: JsonSchema): number {
  const tagged = choices.findIndex((choice) => {
    const tag = tagOf(choice, root);
    return tag !== undefined && isObject(value) && value[tag.name] === tag.value;
  });
  if (tagged !== -1) return tagged;
  const fitting = choices.findIndex((choice) => validate(value, choice, root).length === 0);
  return fitting === -1
    ? choices.findIndex((choice) => tagOf(choice, root) === undefined && choice.type !== undefined && hasType(value, choice.type))
    : fitting;
}
