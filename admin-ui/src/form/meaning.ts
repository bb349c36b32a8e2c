import { isObject } from './pointer';
import { fieldOf, propertiesOf, type JsonSchema } from './schema';
import { choiceOf } from './validate';

type Properties = Record<string, JsonSchema>;

const known = new WeakMap<JsonSchema, boolean>();

/** Whether anything at or below a schema depends on a choice; most schemas, and all long lists so far, have nothing. */
function hasConditions(raw: JsonSchema, root: JsonSchema): boolean {
  const seen = known.get(raw);
  if (seen !== undefined) return seen;
  known.set(raw, false); // for one that leads back to itself
  const { schema, choices } = fieldOf(raw, root);
  const below = [
    ...choices,
    ...Object.values(schema.properties ?? {}),
    ...(typeof schema.items === 'object' ? [schema.items] : []),
  ];
  const found = schema['x-only'] !== undefined || below.some((part) => hasConditions(part, root));
  known.set(raw, found);
  return found;
}

/** Names of the properties that decide whether others mean something. */
export function decidersOf(properties: Properties, root: JsonSchema): string[] {
  const conditions = Object.values(properties).map((property) => fieldOf(property, root).schema['x-only'] ?? {});
  return [...new Set(conditions.flatMap(Object.keys))];
}

/** Whether a property means something beside what is chosen, by value or default, for its siblings. */
export function means(property: JsonSchema, siblings: unknown, properties: Properties, root: JsonSchema): boolean {
  return Object.entries(fieldOf(property, root).schema['x-only'] ?? {}).every(([name, wanted]) => {
    const decider = properties[name];
    if (decider === undefined) return true;
    const chosen = (isObject(siblings) ? siblings[name] : undefined) ?? fieldOf(decider, root).schema.default;
    return wanted.includes(chosen);
  });
}

/** A copy without the values that mean nothing beside what else is chosen; a form keeps them until it is sent. */
export function meaningful(value: unknown, raw: JsonSchema, root: JsonSchema): unknown {
  if (!hasConditions(raw, root)) return value;
  const { kind, schema, choices } = fieldOf(raw, root);
  if (kind === 'union') {
    const chosen = choices[choiceOf(value, choices, root)];
    return chosen === undefined ? value : meaningful(value, chosen, root);
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    return typeof items === 'object' ? value.map((item: unknown) => meaningful(item, items, root)) : value;
  }
  if (!isObject(value) || schema.properties === undefined) return value;
  const properties = propertiesOf(schema, root);
  const kept = Object.entries(value).flatMap(([name, entry]) => {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property === undefined) return [[name, entry] as const];
    return means(property, value, properties, root) ? [[name, meaningful(entry, property, root)] as const] : [];
  });
  return Object.fromEntries(kept);
}
