import type { Page, Widget } from '@/widgets/contract';

export interface Listed {
  id: string;
  page: Page;
}

/** Pages as their tabs stand: by order, then by title. */
export function inOrder(pages: Readonly<Record<string, Page>>): Listed[] {
  return Object.entries(pages)
    .map(([id, page]) => ({ id, page }))
    .toSorted((a, b) => a.page.order - b.page.order || a.page.title.localeCompare(b.page.title) || (a.id < b.id ? -1 : 1));
}

/** The widgets of one page. */
export function widgetsOf(widgets: Readonly<Record<string, Widget>>, page: string): Record<string, Widget> {
  return Object.fromEntries(Object.entries(widgets).filter(([, widget]) => widget.page === page));
}

/** An id for a new entry: its words, and a number where that is taken. */
export function freeId(words: string, taken: (id: string) => boolean): string {
  const base =
    words
      .toLowerCase()
      .replaceAll('ä', 'ae')
      .replaceAll('ö', 'oe')
      .replaceAll('ü', 'ue')
      .replaceAll('ß', 'ss')
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replaceAll(/^_+|_+$/g, '')
      .slice(0, 48) || 'page';
  if (!taken(base)) return base;
  for (let number = 2; ; number += 1) if (!taken(`${base}_${number}`)) return `${base}_${number}`;
}
