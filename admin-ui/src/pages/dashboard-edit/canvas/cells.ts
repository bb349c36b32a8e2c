import { GAP_PX, ROW_PX } from '@/pages/dashboard/grid-style';
import type { Box } from '@/widgets/contract';

export interface Cell {
  width: number;
  height: number;
}

/** How far apart the cells of a canvas of this width begin, in px. */
export const cellIn = (width: number, columns: number): Cell => ({ width: (width + GAP_PX) / columns, height: ROW_PX });

/** The cell at a point of the canvas. */
export function cellAt(x: number, y: number, cell: Cell): Pick<Box, 'x' | 'y'> {
  return { x: Math.max(0, Math.floor(x / cell.width)), y: Math.max(0, Math.floor(y / cell.height)) };
}

export interface Area {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The area between two points, whichever comes first. */
export const areaOf = (ax: number, ay: number, bx: number, by: number): Area => ({
  left: Math.min(ax, bx),
  top: Math.min(ay, by),
  right: Math.max(ax, bx),
  bottom: Math.max(ay, by),
});

/** Whether a box of cells is touched by an area of the canvas. */
export function touches(box: Box, area: Area, cell: Cell): boolean {
  return (
    box.x * cell.width < area.right &&
    (box.x + box.w) * cell.width - GAP_PX > area.left &&
    box.y * cell.height < area.bottom &&
    (box.y + box.h) * cell.height - GAP_PX > area.top
  );
}
