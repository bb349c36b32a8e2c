import type { CSSProperties } from 'react';
import type { Box } from '@/widgets/contract';

/** Height of a row and the room between two cells, in px; together the 80 px of a row. */
export const GAP_PX = 8;
export const ROW_PX = 80;

export const gridStyle = (columns: number): CSSProperties => ({
  gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
  gridAutoRows: ROW_PX - GAP_PX,
  gap: GAP_PX,
});

export const cellOf = ({ x, y, w, h }: Box): CSSProperties => ({
  gridColumn: `${x + 1} / span ${w}`,
  gridRow: `${y + 1} / span ${h}`,
});
