import { fieldOf, tagOf, type JsonSchema } from './schema';

/**
 * What a new value begins with: everything required that has an obvious beginning.
 *
 * Optional fields stay absent, so that the configuration holds only what was decided; undefined = to be filled in.
 */
export function initialOf(raw: JsonSchema, root: JsonSchema): unknown {
  const { kind, schema, choices, nullable } = fieldOf(raw, root);
  if (schema.default !== undefined) return structuredClone(schema.default);
  if (nullable) return null;
  switch (kind) {
    case 'object':
      return initialObject(schema, root);
    case 'table':
    case 'cards':
    case 'list': {
      const items = typeof schema.items === 'object' ? schema.items : {};
      return Array.from({ length: schema.minItems ?? 0 }, () => initialOf(items, root) ?? null);
    }
    case 'map':
      return {};
    case 'tag':
      return schema.const;
    case 'enum':
      return schema.enum?.length === 1 ? schema.enum[0] : undefined;
    case 'union':
      return choices[0] === undefined ? undefined : initialOf(choices[0], root);
    case 'boolean':
      return false;
    default:
      return undefined;
  }
}

function initialObject(schema: JsonSchema, root: JsonSchema): Record<string, unknown> {
  const tag = tagOf(schema, root);
  const value: Record<string, unknown> = tag === undefined ? {} : { [tag.name]: tag.value };
  for (const name of schema.required ?? []) {
    const property = schema.properties?.[name];
    if (property === undefined || name in value) continue;
    const initial = initialOf(property, root);
    if (initial !== undefined) value[name] = initial;
  }
  return value;
}
