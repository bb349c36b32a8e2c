import { useSyncExternalStore } from 'react';
import type { WidgetType } from './contract';

const found = import.meta.glob<WidgetType>('./types/*/index.ts', { eager: true, import: 'default' });
const own = new Map(Object.values(found).map((type) => [type.type, type]));
let types: ReadonlyMap<string, WidgetType> = own;
const listeners = new Set<() => void>();

/** Every type there is a folder for, and those that plugins bring. */
export const widgetTypes = (): ReadonlyMap<string, WidgetType> => types;

/** The same, rendered again when plugins come or go. */
export const useWidgetTypes = () => useSyncExternalStore(watch, widgetTypes);

/** Takes the place of what plugins brought before; no type of ours is ever replaced. */
export function setPluginTypes(brought: readonly WidgetType[]): void {
  types = new Map([...own, ...brought.filter(({ type }) => !own.has(type)).map((type) => [type.type, type] as const)]);
  for (const tell of listeners) tell();
}

function watch(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}
