export interface Offset {
  x: number;
  y: number;
}

export const STEP_MS = 60_000;
const REACH_PX = 8;

/** Where the picture stands at a time: wanders over a square of 17 × 17 px, a pixel or so a minute, and is everywhere equally often. */
export function offsetAt(now: number): Offset {
  const step = Math.floor(now / STEP_MS);
  return { x: zigzag(step), y: zigzag(Math.floor(step / (4 * REACH_PX)) + 3) };
}

/** From -8 to 8 and back, one at a time. */
function zigzag(step: number): number {
  const round = ((step % (4 * REACH_PX)) + 4 * REACH_PX) % (4 * REACH_PX);
  return (round <= 2 * REACH_PX ? round : 4 * REACH_PX - round) - REACH_PX;
}
