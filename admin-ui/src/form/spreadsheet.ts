import { fieldOf, type Field, type JsonSchema } from './schema';
import { isObject } from './pointer';
import { titleOf, type FieldTextBook } from './texts';

/** A value as it stands in a table's cell; a decimal comma or point is understood on the way back. */
export function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A cell's text as the field's type; text that does not fit stays text, so that the check can say so. */
export function parseCell(text: string, field: Field): unknown {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  switch (field.kind) {
    case 'integer':
    case 'number': {
      const number = Number(trimmed.replace(',', '.'));
      return Number.isFinite(number) ? number : trimmed;
    }
    case 'boolean':
      return parseBoolean(trimmed);
    case 'enum':
      return field.schema.enum?.find((choice) => String(choice) === trimmed) ?? trimmed;
    case 'text':
    case 'multiline':
      return text;
    default:
      return parseJsonCell(trimmed);
  }
}

function parseBoolean(text: string): boolean | string {
  const lower = text.toLowerCase();
  if (['true', '1', 'yes', 'ja', 'on', 'ein', 'wahr', 'x'].includes(lower)) return true;
  return ['false', '0', 'no', 'nein', 'off', 'aus', 'falsch'].includes(lower) ? false : text;
}

function parseJsonCell(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Properties an item's columns are made from, secrets left out: they never leave the page. */
export function tableColumns(item: JsonSchema, root: JsonSchema): { name: string; field: Field }[] {
  return Object.entries(fieldOf(item, root).schema.properties ?? {})
    .map(([name, property]) => ({ name, field: fieldOf(property, root) }))
    .filter(({ field }) => field.kind !== 'secret');
}

/** Items as tab-separated text with a heading line, for a spreadsheet. */
export function toTable(list: readonly unknown[], item: JsonSchema, root: JsonSchema): string {
  const columns = tableColumns(item, root);
  const quote = (text: string) => (/[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = list.map((entry) =>
    columns.map(({ name }) => quote(cellText(isObject(entry) ? entry[name] : undefined))).join('\t'),
  );
  return [columns.map(({ name }) => name).join('\t'), ...lines].join('\n');
}

export interface PastedTable {
  items: Record<string, unknown>[];
  unknown: string[];
}

/** Items from pasted rows; headings are property names or their titles, separators tab, semicolon or comma. */
export function fromTable(
  text: string,
  item: JsonSchema,
  root: JsonSchema,
  path: string,
  book: FieldTextBook | undefined,
): PastedTable {
  const [head = [], ...body] = splitRows(text);
  const known = tableColumns(item, root);
  const columns = head.map((heading) => {
    const wanted = heading.trim().toLowerCase();
    return known.find(({ name, field }) =>
      [name, field.schema.title, titleOf(field.schema, `${path}/${name}`, book)].some((word) => word?.toLowerCase() === wanted),
    );
  });
  const items = body.map((cells) => {
    const entries = columns.flatMap((column, index) => {
      const value = column === undefined ? undefined : parseCell(cells[index] ?? '', column.field);
      return column === undefined || value === undefined ? [] : [[column.name, value] as const];
    });
    return Object.fromEntries(entries);
  });
  return { items, unknown: head.filter((heading, index) => columns[index] === undefined && heading.trim() !== '') };
}

function splitRows(text: string): string[][] {
  const first = text.split('\n', 1)[0] ?? '';
  const separator = ['\t', ';', ','].find((candidate) => first.includes(candidate)) ?? '\t';
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endCell = () => {
    row.push(cell);
    cell = '';
  };
  const endRow = () => {
    endCell();
    if (row.some((entry) => entry.trim() !== '')) rows.push(row);
    row = [];
  };
  const letters = [...text.replaceAll('\r\n', '\n')];
  for (let at = 0; at < letters.length; at += 1) {
    const letter = letters[at];
    if (quoted && letter === '"' && letters[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (letter === '"' && (quoted || cell === '')) quoted = !quoted;
    else if (!quoted && letter === separator) endCell();
    else if (!quoted && letter === '\n') endRow();
    else cell += letter;
  }
  endRow();
  return rows;
}
