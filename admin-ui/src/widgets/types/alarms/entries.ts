import { parseAlarms } from '@/data/batteries/alarms';
import type { Problem } from '@/data/problems/queries';
import type { LiveValue } from '../../contract';
import { nameOf, type Bound } from '../../slots';

export type Level = 'alarm' | 'warning' | 'unknown' | 'quiet';

/** One line of the list. */
export interface Entry {
  key: string;
  level: Level;
  /** Where it comes from. */
  from: string;
  /** What it says; null when the name says it all. */
  text: string | null;
  since: number | null;
  live?: LiveValue;
}

const RANK: Record<Level, number> = { alarm: 0, warning: 1, unknown: 2, quiet: 3 };

/** What a point reports: a switch by being on, a number by not being 0, a text by not being empty. */
export function entriesOf(bound: Bound, wordOf: (key: string) => string | null): Entry[] {
  const { live, name } = bound;
  const base = { from: nameOf(bound), since: live.ts, live };
  const { value } = live;
  if (live.quality === 'bad' || live.quality === null || value === null) {
    // That it cannot be told is not that nothing is wrong.
    return [{ ...base, key: name, level: 'unknown', text: null }];
  }
  if (typeof value === 'string') {
    const told = parseAlarms(value);
    const all = told.length > 0 && told.every(({ key }) => wordOf(key) !== null);
    if (all) return told.map(({ key, level }) => ({ ...base, key: `${name} ${key}`, level, text: wordOf(key) }));
    return [{ ...base, key: name, level: value.trim() === '' ? 'quiet' : 'alarm', text: value.trim() || null }];
  }
  const word = live.point?.texts[String(Number(value))] ?? null;
  if (value === false || value === 0) return [{ ...base, key: name, level: 'quiet', text: null }];
  const text = typeof value === 'number' && word === null ? String(value) : word;
  return [{ ...base, key: name, level: 'alarm', text }];
}

export function entryOfProblem(problem: Problem, text: string): Entry {
  return {
    key: `${problem.source} ${problem.path} ${problem.key}`,
    level: 'warning',
    from: problem.source,
    text,
    since: problem.since,
  };
}

/** The worst first; among equals the youngest. */
export function worstFirst(entries: readonly Entry[]): Entry[] {
  return entries.toSorted((a, b) => RANK[a.level] - RANK[b.level] || (b.since ?? 0) - (a.since ?? 0));
}
