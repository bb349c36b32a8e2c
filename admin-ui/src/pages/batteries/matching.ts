import type { Battery } from '@/data/batteries/types';

/** Batteries whose address or instance has all the words. */
export function matching(batteries: Battery[], search: string, titles: ReadonlyMap<string, string>): Battery[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return batteries;
  return batteries.filter(({ address, instance }) => {
    const text = `${address} ${titles.get(instance) ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
