import type { Connection } from '@/data/broker/queries';

/** Those in which every word of the search occurs. */
export function matching(all: readonly Connection[], search: string): Connection[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter((one) => {
    const text = `${one.name} ${one.kind} ${one.address ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
