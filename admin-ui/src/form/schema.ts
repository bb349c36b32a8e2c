/** The part of JSON Schema 2020-12 that config types are described with, and DINrail's own keys. */
export interface JsonSchema {
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  title?: string;
  description?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  discriminator?: { propertyName: string; mapping?: Record<string, string> };
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  items?: boolean | JsonSchema;
  prefixItems?: JsonSchema[];
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  'x-unit'?: string;
  'x-secret'?: boolean;
  'x-advanced'?: boolean;
  'x-restart'?: boolean;
  'x-multiline'?: boolean;
  /** The text is an image: its address, or the image itself as a data: address. */
  'x-image'?: boolean;
  /** Values of a sibling beside which this property means something. */
  'x-only'?: Record<string, unknown[]>;
}

export type FieldKind =
  | 'secret'
  | 'tag'
  | 'enum'
  | 'boolean'
  | 'integer'
  | 'number'
  | 'text'
  | 'multiline'
  | 'image'
  | 'object'
  | 'table'
  | 'cards'
  | 'list'
  | 'map'
  | 'union'
  | 'json';

/** A schema ready to be shown: references followed, "or null" taken off. */
export interface Field {
  kind: FieldKind;
  schema: JsonSchema;
  nullable: boolean;
  /** Alternatives of a union, without null. */
  choices: JsonSchema[];
}

/** Follows references; what stands beside one wins. Class names of definitions are no titles for people. */
export function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  let node = schema;
  for (let depth = 0; depth < 20; depth += 1) {
    const { $ref, allOf, ...beside } = node;
    const target = $ref === undefined ? (allOf?.length === 1 ? allOf[0] : undefined) : root.$defs?.[$ref.split('/').at(-1) ?? ''];
    if (target === undefined) return node;
    const { title: _title, description: _description, ...definition } = target;
    node = { ...definition, ...beside };
  }
  return node;
}

function isNull(schema: JsonSchema): boolean {
  return schema.type === 'null' || schema.const === null;
}

/** Alternatives of anyOf/oneOf with nested ones laid flat. */
function alternatives(schema: JsonSchema, root: JsonSchema): JsonSchema[] {
  const list = schema.anyOf ?? schema.oneOf;
  if (list === undefined) return [schema];
  return list.flatMap((entry) => alternatives(resolve(entry, root), root));
}

/** What kind of field a schema asks for. */
export function fieldOf(raw: JsonSchema, root: JsonSchema): Field {
  let schema = resolve(raw, root);
  let nullable = false;
  if (Array.isArray(schema.type)) {
    const types = schema.type.filter((type) => type !== 'null');
    nullable = types.length < schema.type.length;
    schema = { ...schema, ...(types.length === 1 && types[0] !== undefined ? { type: types[0] } : { type: types }) };
  }
  const all = alternatives(schema, root);
  const choices = all.filter((entry) => !isNull(entry));
  nullable ||= choices.length < all.length;
  const { anyOf: _anyOf, oneOf: _oneOf, ...beside } = schema;
  if (choices.length === 1 && choices[0] !== undefined) schema = { ...choices[0], ...beside };
  else if (choices.every((entry) => entry.enum !== undefined))
    schema = { ...beside, enum: choices.flatMap((entry) => entry.enum ?? []) };
  else return { kind: schema['x-secret'] ? 'secret' : 'union', schema, nullable, choices };
  return { kind: kindOf(schema, root), schema, nullable, choices: [] };
}

function kindOf(schema: JsonSchema, root: JsonSchema): FieldKind {
  if (schema['x-secret']) return 'secret';
  if (schema.const !== undefined) return 'tag';
  if (schema.enum !== undefined)
    return schema.enum.every((choice) => ['string', 'number'].includes(typeof choice)) ? 'enum' : 'json';
  switch (schema.type) {
    case 'boolean':
    case 'integer':
    case 'number':
      return schema.type;
    case 'string':
      if (schema['x-image']) return 'image';
      return schema['x-multiline'] ? 'multiline' : 'text';
    case 'array':
      return kindOfArray(schema, root);
    case 'object':
      if (schema.properties !== undefined) return 'object';
      return typeof schema.additionalProperties === 'object' && isScalar(schema.additionalProperties, root) ? 'map' : 'json';
    default:
      return 'json';
  }
}

/** Properties of an object, or of all alternatives of a union. */
export function propertiesOf(schema: JsonSchema, root: JsonSchema): Record<string, JsonSchema> {
  const field = fieldOf(schema, root);
  return Object.assign({}, ...field.choices.map((choice) => choice.properties), field.schema.properties);
}

const SCALARS: readonly FieldKind[] = ['secret', 'tag', 'enum', 'boolean', 'integer', 'number', 'text', 'multiline', 'image'];

export function isScalar(schema: JsonSchema, root: JsonSchema): boolean {
  return SCALARS.includes(fieldOf(schema, root).kind);
}

/** A table has the same columns in every row; up to this many items whose fields depend on a choice are cards. */
const FEW = 16;

/** Objects that hold lists of objects themselves need room, so they become cards; flat ones are rows of a table. */
function kindOfArray(schema: JsonSchema, root: JsonSchema): FieldKind {
  if (typeof schema.items !== 'object' || schema.prefixItems !== undefined) return 'json';
  const item = fieldOf(schema.items, root);
  if (SCALARS.includes(item.kind) && item.kind !== 'secret') return 'list';
  if (item.kind !== 'object') return item.kind === 'union' ? 'cards' : 'json';
  const fields = Object.values(item.schema.properties ?? {}).map((property) => fieldOf(property, root));
  if (fields.some(({ kind }) => ['table', 'cards', 'object', 'union'].includes(kind))) return 'cards';
  const differ = fields.some((field) => field.schema['x-only'] !== undefined);
  return differ && (schema.maxItems ?? Infinity) <= FEW ? 'cards' : 'table';
}

/** The value a tagged alternative must carry to be told apart, such as `{"type": "tcp"}`. */
export function tagOf(choice: JsonSchema, root: JsonSchema): { name: string; value: unknown } | undefined {
  for (const [name, raw] of Object.entries(choice.properties ?? {})) {
    const property = resolve(raw, root);
    const value = property.const ?? (property.enum?.length === 1 ? property.enum[0] : undefined);
    if (value !== undefined && (choice.required ?? []).includes(name)) return { name, value };
  }
  return undefined;
}
