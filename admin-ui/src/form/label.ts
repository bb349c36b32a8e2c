import { keysOf } from './pointer';
import { fieldOf, propertiesOf, type JsonSchema } from './schema';
import { titleOf, type FieldTextBook } from './texts';

/** A place in words, such as "Devices 1, Points 3, Address", for lists of errors. */
export function labelOf(pointer: string, root: JsonSchema, book: FieldTextBook | undefined): string {
  let schema: JsonSchema | undefined = root;
  let path = '';
  const words: string[] = [];
  for (const key of keysOf(pointer)) {
    const field: JsonSchema | undefined = schema === undefined ? undefined : fieldOf(schema, root).schema;
    if (field?.type === 'array') {
      schema = typeof field.items === 'object' ? field.items : undefined;
      path += '/*';
      words.push(`${words.pop() ?? ''} ${Number(key) + 1}`.trim());
      continue;
    }
    const property: JsonSchema | undefined = schema === undefined ? undefined : propertiesOf(schema, root)[key];
    schema = property ?? (typeof field?.additionalProperties === 'object' ? field.additionalProperties : undefined);
    path += property ? `/${key}` : '/*';
    words.push(property ? titleOf(fieldOf(property, root).schema, path, book) : key);
  }
  return words.join(', ') || '/';
}
