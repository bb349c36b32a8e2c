export type GaugeShape = 'arc' | 'ring' | 'half';

export interface Shape {
  /** Degrees, clockwise from the top. */
  begin: number;
  sweep: number;
  /** Of a picture 100 wide. */
  height: number;
}

export const SHAPES: Record<GaugeShape, Shape> = {
  arc: { begin: -130, sweep: 260, height: 92 },
  ring: { begin: 0, sweep: 359.99, height: 100 },
  half: { begin: -90, sweep: 180, height: 62 },
};

/** Where a share of the scale is, on a circle around (50, 50). */
export function pointAt({ begin, sweep }: Shape, share: number, radius: number): { x: number; y: number } {
  const angle = ((begin + sweep * share) * Math.PI) / 180;
  const round = (value: number) => Math.round(value * 100) / 100;
  return { x: round(50 + radius * Math.sin(angle)), y: round(50 - radius * Math.cos(angle)) };
}

/** Path from one share of the scale to another. */
export function arcPath(shape: Shape, from: number, to: number, radius: number): string {
  const begin = pointAt(shape, from, radius);
  const end = pointAt(shape, to, radius);
  const large = shape.sweep * (to - from) > 180 ? 1 : 0;
  return `M${begin.x} ${begin.y}A${radius} ${radius} 0 ${large} 1 ${end.x} ${end.y}`;
}
