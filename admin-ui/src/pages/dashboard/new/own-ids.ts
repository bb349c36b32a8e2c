import type { Content } from '@/data/dashboards/types';

const LONGEST = 64;

/** Widgets of a proposal under ids that are this page's own, so that two pages of one instance do not meet. */
export function ownIds(page: string, { page: settings, widgets }: Content): Content {
  const entries = Object.values(widgets).map((widget, index) => {
    const end = `_${index + 1}`;
    return [`${page.slice(0, LONGEST - end.length)}${end}`, { ...widget, page }] as const;
  });
  return { page: settings, widgets: Object.fromEntries(entries) };
}
