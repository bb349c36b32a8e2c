import type { NodeName } from './flows';

export interface Place {
  /** Percent from the left and from the top. */
  x: number;
  y: number;
  /** From the place to the middle. */
  path: string;
}

const MIDDLE = { x: 50, y: 50 };

/** Where each place stands; the lower row shares its width. */
export function placesOf(shown: readonly NodeName[]): Record<NodeName, Place> {
  const both = shown.includes('battery') && shown.includes('wallbox');
  const sunny = shown.includes('pv');
  const lower = shown.includes('battery') || shown.includes('wallbox');
  const y = sunny && lower ? MIDDLE.y : sunny ? 70 : lower ? 28 : MIDDLE.y;
  const hub = { x: MIDDLE.x, y };
  const at = (x: number, top: number): Place => ({ x, y: top, path: curve({ x, y: top }, hub) });
  return {
    pv: at(50, 17),
    grid: at(17, y),
    house: at(83, y),
    battery: at(both ? 28 : 50, 82),
    wallbox: at(both ? 72 : 50, 82),
  };
}

function curve(from: { x: number; y: number }, to: { x: number; y: number }): string {
  if (from.x === to.x || from.y === to.y) return `M${from.x} ${from.y}L${to.x} ${to.y}`;
  return `M${from.x} ${from.y}C${from.x} ${to.y + 8} ${to.x} ${from.y - 12} ${to.x} ${to.y}`;
}
