import { pathOf } from './sparkline-path';

interface Props {
  values: readonly (number | null)[];
  /** Said instead of the picture. */
  label: string;
  /** Top of the picture, at least; the highest value otherwise. */
  top?: number | undefined;
  height?: number;
}

const WIDTH = 240;

/** A line without axes; gaps where nothing is known. */
export function Sparkline({ values, label, top = 0, height = 44 }: Props) {
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      style={{ display: 'block', width: '100%', height: height }}
    >
      <path
        d={pathOf(values, WIDTH, height, top)}
        fill="none"
        stroke="var(--rail-bar)"
        strokeWidth={1.6}
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
