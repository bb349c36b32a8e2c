import type { Widget } from '@/widgets/contract';

const MARK = 'dinrail-widgets';
const MOST = 200;

/** Widgets as text for the clipboard. */
export const toClipboard = (widgets: readonly Widget[]): string => JSON.stringify({ [MARK]: widgets }, null, 2);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function widgetOf(value: unknown): Widget[] {
  if (!isObject(value) || typeof value['type'] !== 'string' || !isObject(value['layout'])) return [];
  const { x, y, w, h } = value['layout'];
  const number = (entry: unknown, fallback: number) => (typeof entry === 'number' && Number.isFinite(entry) ? entry : fallback);
  return [
    {
      type: value['type'],
      title: typeof value['title'] === 'string' ? value['title'] : '',
      page: '',
      bindings: isObject(value['bindings']) ? (value['bindings'] as Widget['bindings']) : {},
      layout: { x: number(x, 0), y: number(y, 0), w: number(w, 2), h: number(h, 2) },
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
