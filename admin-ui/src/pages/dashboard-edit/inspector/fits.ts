import type { PointView } from '@/data/points/types';
import { inputKind } from '@/data/points/value';
import type { Slot } from '@/widgets/contract';

/** Whether a point is what a place for bindings is made for. */
export function fits(
  point: Pick<PointView, 'type' | 'texts' | 'value' | 'writable'>,
  slot: Pick<Slot, 'kind' | 'writable'>,
): boolean {
  if (slot.writable === true && !point.writable) return false;
  if (slot.kind === 'any') return true;
  if (point.type === null) return typeof point.value === { number: 'number', boolean: 'boolean', text: 'string' }[slot.kind];
  const kind = inputKind({ ...point, texts: {} });
  if (slot.kind === 'boolean') return kind === 'boolean';
  return slot.kind === 'number' ? ['integer', 'real', 'wide'].includes(kind) : kind === 'text';
}

/** Those that fit first; otherwise in the order they came. */
export function fittingFirst<T extends PointView>(
  points: readonly T[],
  slot: Pick<Slot, 'kind' | 'writable'>,
): { point: T; fit: boolean }[] {
  const judged = points.map((point) => ({ point, fit: fits(point, slot) }));
  return [...judged.filter(({ fit }) => fit), ...judged.filter(({ fit }) => !fit)];
}

/** Name of the next binding of a slot: the slot's own, or with a number where it takes many. */
export function nextName(slot: Slot, taken: readonly string[]): string {
  if (slot.many !== true) return slot.name;
  for (let number = 1; ; number += 1) if (!taken.includes(`${slot.name}_${number}`)) return `${slot.name}_${number}`;
}
