import type { Graph } from './graph';

export const NODE_HEIGHT = 46;
const GAP = 12;
const THINNEST = 2;
const THICKEST = 11;

export interface Place {
  id: string;
  top: number;
}

export interface Layout {
  height: number;
  nodeWidth: number;
  sources: Place[];
  targets: Place[];
}

/** Both columns, the shorter one in the middle of the longer one. */
export function layoutOf(graph: Graph, width: number): Layout {
  const tall = (count: number) => count * (NODE_HEIGHT + GAP) - GAP;
  const height = Math.max(tall(graph.sources.length), tall(graph.targets.length), NODE_HEIGHT);
  const column = (ends: { id: string }[]): Place[] => {
    const start = (height - tall(ends.length)) / 2;
    return ends.map(({ id }, index) => ({ id, top: start + index * (NODE_HEIGHT + GAP) }));
  };
  return {
    height,
    nodeWidth: Math.min(230, Math.floor(width * 0.36)),
    sources: column(graph.sources),
    targets: column(graph.targets),
  };
}

/** A line from the right edge of a source to the left edge of a target. */
export function curve(layout: Layout, width: number, from: number, to: number): string {
  const [x1, x2] = [layout.nodeWidth, width - layout.nodeWidth];
  const [y1, y2] = [from + NODE_HEIGHT / 2, to + NODE_HEIGHT / 2];
  const bend = (x2 - x1) / 2;
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

/** Thicker for more, by the square root, so that a quiet line stays visible beside a loud one. */
export function weight(rate: number | null, most: number): number {
  if (rate === null || rate <= 0 || most <= 0) return THINNEST;
  return THINNEST + (THICKEST - THINNEST) * Math.sqrt(Math.min(1, rate / most));
}
