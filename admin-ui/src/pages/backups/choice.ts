import type { Preview } from '@/data/backups/queries';

/** Items that are to be put back, as `section/item`. */
export type Chosen = ReadonlySet<string>;

export const keyOf = (section: string, item: string) => `${section}/${item}`;

/** Everything that differs. */
export function allOf(preview: Preview): Chosen {
  return new Set(preview.sections.flatMap(({ section, differences }) => differences.map(({ item }) => keyOf(section, item))));
}

export function toggled(chosen: Chosen, key: string, on: boolean): Chosen {
  const next = new Set(chosen);
  if (on) next.add(key);
  else next.delete(key);
  return next;
}

/** As the gateway wants them: items by section. */
export function chosenItems(chosen: Chosen): Record<string, string[]> {
  const items: Record<string, string[]> = {};
  for (const key of chosen) {
    const at = key.indexOf('/');
    (items[key.slice(0, at)] ??= []).push(key.slice(at + 1));
  }
  return items;
}
