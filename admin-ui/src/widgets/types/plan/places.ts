import type { Bound } from '../../slots';

export interface Place {
  binding: string;
  /** Percent from the left and from the top. */
  x: number;
  y: number;
  show?: 'value' | 'light' | 'both';
  label?: string;
}

const hold = (value: number) => Math.round(Math.min(100, Math.max(0, value)) * 10) / 10;

/** Bound points that have a place, and those that have none. */
export function sortOut(bounds: readonly Bound[], places: readonly Place[]) {
  const placed = places.flatMap((place) => {
    const bound = bounds.find(({ name }) => name === place.binding);
    return bound ? [{ place, bound, isWaiting: false }] : [];
  });
  const missing = bounds.filter(({ name }) => !places.some(({ binding }) => binding === name));
  return { placed, missing };
}

export interface Shown {
  place: Place;
  bound: Bound;
  isWaiting: boolean;
}

/** Points without a place stand in a row below until they are moved. */
export function waiting(missing: readonly Bound[]): Shown[] {
  return missing.map((bound, index) => ({
    place: { binding: bound.name, x: hold((100 * (index + 1)) / (missing.length + 1)), y: 92 },
    bound,
    isWaiting: true,
  }));
}

/** The places with one of them moved, or added. */
export function moved(places: readonly Place[], binding: string, x: number, y: number): Place[] {
  const at = { x: hold(x), y: hold(y) };
  if (!places.some((place) => place.binding === binding)) return [...places, { binding, ...at }];
  return places.map((place) => (place.binding === binding ? { ...place, ...at } : place));
}
