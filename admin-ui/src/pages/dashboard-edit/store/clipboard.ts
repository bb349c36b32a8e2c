import type { Binding, Widget } from '@/widgets/contract';

const MARK = 'dinrail-widgets';
const MOST = 200;
const MOST_CELLS = 64;

/** Widgets as text for the clipboard. */
export const toClipboard = (widgets: readonly Widget[]): string => JSON.stringify({ [MARK]: widgets }, null, 2);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The entries that are bindings, and of them what belongs to one. */
function bindingsOf(value: unknown): Widget['bindings'] {
  const entries = Object.entries(isObject(value) ? value : {}).flatMap(([name, entry]) => {
    if (!isObject(entry) || typeof entry['source'] !== 'string') return [];
    const texts = ['source', 'type', 'label'].filter((key) => typeof entry[key] === 'string');
    return [[name, Object.fromEntries(texts.map((key) => [key, entry[key]])) as unknown as Binding] as const];
  });
  return Object.fromEntries(entries);
}

function widgetOf(value: unknown): Widget[] {
  if (!isObject(value) || typeof value['type'] !== 'string' || !isObject(value['layout'])) return [];
  const { x, y, w, h } = value['layout'];
  const number = (entry: unknown, fallback: number) => (typeof entry === 'number' && Number.isFinite(entry) ? entry : fallback);
  return [
    {
      type: value['type'],
      title: typeof value['title'] === 'string' ? value['title'] : '',
      page: '',
      bindings: bindingsOf(value['bindings']),
      layout: { x: number(x, 0), y: number(y, 0), w: Math.min(MOST_CELLS, number(w, 2)), h: Math.min(MOST_CELLS, number(h, 2)) },
      layouts: {},
      options: isObject(value['options']) ? value['options'] : {},
      role: (['operator', 'engineer', 'admin'] as const).find((role) => role === value['role']) ?? 'viewer',
    },
  ];
}

/** Widgets from the clipboard's text; none when it holds something else. */
export function fromClipboard(text: string): Widget[] {
  try {
    const parsed: unknown = JSON.parse(text);
    const list = isObject(parsed) ? parsed[MARK] : undefined;
    return Array.isArray(list) ? list.slice(0, MOST).flatMap(widgetOf) : [];
  } catch {
    return [];
  }
}
