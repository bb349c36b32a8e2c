import { fieldOf, type Field, type FieldKind, type JsonSchema } from '../schema';

export interface Column {
  name: string;
  schema: JsonSchema;
  field: Field;
  required: boolean;
  /** Least width in pixels. */
  width: number;
}

const WIDTHS: Partial<Record<FieldKind, number>> = { boolean: 74, integer: 84, number: 84, enum: 150, text: 128 };
const FIRST_WIDTH = 180;

/** Simple properties of a list's items, as columns; secrets and advanced ones are left to the item's own form. */
export function columnsOf(item: JsonSchema, root: JsonSchema): Column[] {
  const { schema } = fieldOf(item, root);
  return Object.entries(schema.properties ?? {}).flatMap(([name, property], index): Column[] => {
    const field = fieldOf(property, root);
    const width = WIDTHS[field.kind];
    if (width === undefined || field.schema['x-advanced']) return [];
    const wide = index === 0 && field.kind === 'text';
    return [
      { name, schema: property, field, required: schema.required?.includes(name) ?? false, width: wide ? FIRST_WIDTH : width },
    ];
  });
}

/** As many columns as have room, required ones first, in their own order; never none. */
export function fitColumns(all: readonly Column[], room: number): Column[] {
  const chosen = new Set<Column>();
  let used = 0;
  for (const column of [...all].toSorted((a, b) => Number(b.required) - Number(a.required))) {
    used += column.width + 4;
    if (used > room && chosen.size > 0) break;
    chosen.add(column);
  }
  return all.filter((column) => chosen.has(column));
}
