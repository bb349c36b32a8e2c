import type { LiveValue, Widget } from '../contract';
import type { Reading } from '../parts/reading';
import { nameOf } from '../slots';
import type { FrameValue } from './link';

/** What a page is told of its bindings; without address, and without what may not be believed. */
export function valuesOf(
  bindings: Widget['bindings'],
  values: Readonly<Record<string, LiveValue>>,
  read: (live: LiveValue) => Reading,
): Record<string, FrameValue> {
  return Object.fromEntries(
    Object.entries(bindings).flatMap(([name, binding]) => {
      const live = values[name];
      if (live === undefined) return [];
      const { text, unit, full, known } = read(live);
      const { quality, reason, point } = live;
      const told: FrameValue = {
        value: known ? live.value : null,
        quality,
        reason,
        text: known ? full : text,
        unit,
        label: nameOf({ binding, live }),
        min: point?.min ?? null,
        max: point?.max ?? null,
      };
      return [[name, told]];
    }),
  );
}
