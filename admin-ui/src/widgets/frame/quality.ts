import type { Quality } from '@/data/points/types';
import type { LiveValue } from '../contract';

export interface Worst {
  /** null: nothing came yet. */
  quality: Quality | null;
  reason: string | null;
  /** Points that are no better than that. */
  sources: string[];
}

const RANK = { bad: 3, null: 2, uncertain: 1, good: 0 } as const;
const rank = (quality: Quality | null) => RANK[quality ?? 'null'];

/** What is to be said of a widget as a whole: the worst of its values; null where it has none. */
export function worstOf(values: Readonly<Record<string, LiveValue>>, sources: (name: string) => string): Worst | null {
  const entries = Object.entries(values);
  if (entries.length === 0) return null;
  const most = Math.max(...entries.map(([, { quality }]) => rank(quality)));
  const worst = entries.filter(([, { quality }]) => rank(quality) === most);
  return {
    quality: worst[0]?.[1].quality ?? null,
    reason: worst.find(([, { reason }]) => reason !== null)?.[1].reason ?? null,
    sources: worst.map(([name]) => sources(name)),
  };
}
