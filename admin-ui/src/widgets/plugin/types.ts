import { IconPuzzle } from '@tabler/icons-react';
import type { WidgetTypeView } from '@/data/dashboards/types';
import type { WidgetType } from '../contract';
import { defineType } from '../define';

const known = new Map<string, { told: string; type: WidgetType }>();

/** The type that a plugin brings; null where it cannot be used. The same object as long as the plugin says the same. */
export function typeOf(view: WidgetTypeView): WidgetType | null {
  const told = JSON.stringify(view);
  const before = known.get(view.type);
  if (before?.told === told) return before.type;
  const type = made(view);
  if (type !== null) known.set(view.type, { told, type });
  return type;
}

function made({ type, title, description, definition }: WidgetTypeView): WidgetType | null {
  if (definition === null) return null;
  const { group, slots, size, options, texts } = definition;
  const writes = slots.some(({ writable }) => writable);
  const words = (language: 'de' | 'en') => ({
    ...texts.en,
    ...texts[language],
    name: title[language] ?? title.en ?? type,
    about: description[language] ?? description.en ?? '',
  });
  return defineType({
    type,
    group,
    icon: IconPuzzle,
    slots,
    // Whether a page of somebody else may write unasked is for the one to say who puts it up.
    options: writes ? withConfirm(options) : options,
    size,
    texts: { de: words('de'), en: words('en') },
    view: () => import('./PluginView'),
  });
}

function withConfirm(options: Record<string, unknown>): Record<string, unknown> {
  const properties = (options['properties'] ?? {}) as object;
  return { ...options, properties: { ...properties, confirm: { type: 'boolean', default: true } } };
}
