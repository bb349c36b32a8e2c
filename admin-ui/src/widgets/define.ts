import { lazy, type ComponentType } from 'react';
import type { ViewProps, WidgetType } from './contract';
import de from './options.de.json';
import defs from './options.defs.json';
import en from './options.en.json';

type Given = Omit<WidgetType, 'View'> & { view: () => Promise<{ default: ComponentType<ViewProps> }> };

/** Words for those of the shared options that a schema has. */
function sharedWords(options: Record<string, unknown>, words: Record<string, string>): [string, string][] {
  const names = Object.keys((options['properties'] ?? {}) as object);
  return Object.entries(words).filter(([path]) => names.some((name) => new RegExp(`^/${name}([/=#]|$)`).test(path)));
}

/** A type with what many share: definitions of options and their words; its own win. */
export function defineType({ view, options, texts, ...rest }: Given): WidgetType {
  return {
    ...rest,
    options: { ...options, ...defs },
    texts: {
      de: { ...Object.fromEntries(sharedWords(options, de)), ...texts.de },
      en: { ...Object.fromEntries(sharedWords(options, en)), ...texts.en },
    },
    View: lazy(view),
  };
}
