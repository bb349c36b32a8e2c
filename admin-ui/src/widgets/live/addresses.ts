import type { Widget } from '../contract';

/** Every point some widgets are bound to, once. */
export function addressesOf(widgets: readonly Pick<Widget, 'bindings'>[]): string[] {
  const sources = widgets.flatMap(({ bindings }) => Object.values(bindings).map(({ source }) => source));
  return [...new Set(sources)].filter((source) => source !== '').toSorted();
}
