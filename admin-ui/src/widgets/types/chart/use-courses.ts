import { useMemo } from 'react';
import type { History, Wanted } from '@/data/history/queries';
import { stepMs, stepOf } from '@/data/history/range';
import type { Range } from '@/data/history/types';
import { useTail, withTail } from '../../parts/tail';
import type { Bound } from '../../slots';
import { join, type Joined } from './join';
import { LIVE, type Line } from './lines';
import type { Span } from './zoom';

/** What is asked of the history; the same object as long as it is the same question. */
export function useWanted(lines: readonly Line[]): readonly Wanted[] {
  const key = JSON.stringify(lines.map(({ point, fn, step }) => ({ point, fn, step })));
  return useMemo(() => JSON.parse(key) as Wanted[], [key]);
}

/** History and live ends of all lines on one axis of time, and the span they cover. */
export function useCourses(
  bounds: readonly Bound[],
  lines: readonly Line[],
  history: History,
  range: Range,
  live: boolean,
  hidden: readonly string[],
): { data: Joined; span: Span } {
  const tails = useTail(bounds, range);
  const { series } = history;
  const key = JSON.stringify([lines, hidden, live, range]);
  const tailKey = tails.map((tail) => tail?.times.at(-1) ?? 0).join();
  return useMemo(() => {
    const bars = lines.filter(({ style }) => style === 'bar').map(({ name }) => name);
    const courses = lines.map((line, index) => {
      const withEnd = live && line.style !== 'bar' && LIVE.has(line.fn);
      const course = withTail(series[index], withEnd ? tails[index] : undefined, range, line.step);
      if (hidden.includes(line.name)) return { ...course, times: [], values: [] };
      const { factor } = line;
      return factor === 1
        ? course
        : { ...course, values: course.values.map((value) => (value === null ? null : value * factor)) };
    });
    // Bars of one bucket stand side by side.
    const shifts = lines.map(({ name, step }) => {
      const place = bars.indexOf(name);
      return place < 1 ? 0 : Math.round((stepMs(stepOf(range, step)) * 0.9 * place) / bars.length);
    });
    const [first] = courses;
    return { data: join(courses, shifts), span: { from: first?.from ?? 0, to: first?.to ?? 1 } };
    // The lines and tails are new objects each time; their keys tell when they say something new.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [key, tailKey, series]);
}
