import type { Topic } from './types';

export interface Known {
  topics: ReadonlyMap<string, Topic>;
  /** Their names in order; the same array as long as no topic comes or goes. */
  names: readonly string[];
}

export const NOTHING_KNOWN: Known = { topics: new Map(), names: [] };

/** With newer entries in it. */
export function withTopics(known: Known, entries: readonly Topic[]): Known {
  const topics = new Map(known.topics);
  for (const entry of entries) topics.set(entry.topic, entry);
  const names = topics.size === known.topics.size ? known.names : [...topics.keys()].toSorted();
  return { topics, names };
}

/** Names that have every word; what is shown of a payload counts as well. */
export function matching({ topics, names }: Known, search: string): readonly string[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return names;
  return names.filter((name) => {
    const text = `${name} ${topics.get(name)?.text ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
