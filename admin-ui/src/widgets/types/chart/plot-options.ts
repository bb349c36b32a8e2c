import uPlot from 'uplot';
import { formatLocale } from '@/format/locale';
import { measured } from '@/format/number';
import type { Threshold } from '../../parts/thresholds';
import { axisRange } from './join';
import type { Axis, Line } from './lines';

export interface Ends {
  min: number | null;
  max: number | null;
  zero: boolean;
}

/** What a picture looks like; a change of it makes a new one. */
export interface Look {
  lines: readonly Line[];
  ends: Record<Axis, Ends>;
  thresholds: readonly Threshold[];
}

export interface Colors {
  text: string;
  grid: string;
  series: readonly string[];
  tones: Record<Threshold['tone'], string>;
}

export interface Reports {
  drawn: (from: number, to: number) => void;
  reset: () => void;
  cursor: (index: number | null) => void;
}

const DAY_MS = 86_400_000;
const FONT = '12px system-ui, "Segoe UI", "Noto Sans", sans-serif';

/** Times below the axis: as exact as their distance asks for, with the date where a day begins. */
export function timeLabels(splits: readonly number[], distance: number): string[] {
  const day = new Intl.DateTimeFormat(formatLocale(), { day: '2-digit', month: '2-digit' });
  const month = new Intl.DateTimeFormat(formatLocale(), { month: 'short', year: '2-digit' });
  const time = new Intl.DateTimeFormat(formatLocale(), {
    hour: '2-digit',
    minute: '2-digit',
    ...(distance < 60_000 ? { second: '2-digit' } : {}),
  });
  return splits.map((ms) => {
    if (distance >= 28 * DAY_MS) return month.format(ms);
    const date = new Date(ms);
    const midnight = date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0;
    return distance >= DAY_MS || midnight ? day.format(ms) : time.format(ms);
  });
}

function pathsOf({ style }: Line, bars: number): uPlot.Series.PathBuilder | undefined {
  const { paths } = uPlot;
  if (style === 'step') return paths.stepped?.({ align: 1 });
  if (style === 'bar') return paths.bars?.({ size: [0.82 / bars, 64], align: 1 });
  return paths.linear?.();
}

function seriesOf(line: Line, colors: Colors, bars: number): uPlot.Series {
  const color = colors.series[line.color - 1] ?? colors.text;
  const filled = line.style === 'area' || line.style === 'bar';
  const paths = pathsOf(line, bars);
  return {
    label: line.label,
    scale: line.axis,
    stroke: color,
    width: line.style === 'bar' ? 0 : 1.8,
    dash: line.dash,
    ...(filled ? { fill: `${color}${line.style === 'bar' ? 'c8' : '33'}` } : {}),
    ...(paths ? { paths } : {}),
    points: { show: false },
  };
}

function axisOf(axis: Axis, colors: Colors): uPlot.Axis {
  return {
    scale: axis,
    side: axis === 'left' ? 3 : 1,
    stroke: colors.text,
    font: FONT,
    grid: axis === 'left' ? { stroke: colors.grid, width: 1 } : { show: false },
    ticks: { show: false },
    gap: 6,
    space: 34,
    values: (_, splits) => splits.map(measured),
    size: (_, values) => 14 + 7 * Math.max(2, ...(values ?? []).map((value) => String(value).length)),
  };
}

function timeAxis(colors: Colors): uPlot.Axis {
  return {
    stroke: colors.text,
    font: FONT,
    grid: { stroke: colors.grid, width: 1 },
    ticks: { show: false },
    gap: 4,
    size: 24,
    space: 64,
    values: (_, splits, __, ___, distance) => timeLabels(splits, distance),
  };
}

/** Lines where thresholds begin. */
function drawThresholds(plot: uPlot, thresholds: readonly Threshold[], colors: Colors): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  for (const { at, tone } of thresholds) {
    const y = plot.valToPos(at, 'left', true);
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.strokeStyle = colors.tones[tone];
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}

export interface Size {
  width: number;
  height: number;
  /** Without axes. */
  compact: boolean;
}

/** Everything uPlot wants to know. */
export function plotOptions(look: Look, colors: Colors, { compact, ...size }: Size, reports: Reports): uPlot.Options {
  const axes = (['left', 'right'] as const).filter((axis) => look.lines.some((line) => line.axis === axis));
  const bars = Math.max(1, look.lines.filter(({ style }) => style === 'bar').length);
  return {
    ...size,
    ms: 1,
    legend: { show: false },
    padding: compact ? [2, 2, 2, 2] : [10, axes.includes('right') ? 0 : 20, 0, axes.includes('left') ? 0 : 12],
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false, dist: 6 },
      points: { size: 7 },
      bind: {
        dblclick: () => () => {
          reports.reset();
          return null;
        },
      },
    },
    scales: {
      x: { time: true, auto: false },
      ...Object.fromEntries(
        axes.map((axis) => [
          axis,
          { range: (_: uPlot, low: number | null, high: number | null) => axisRange(low, high, look.ends[axis]) },
        ]),
      ),
    },
    axes: [timeAxis(colors), ...axes.map((axis) => axisOf(axis, colors))].map((axis) => ({ ...axis, show: !compact })),
    series: [{}, ...look.lines.map((line) => seriesOf(line, colors, bars))],
    hooks: {
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width > 0) reports.drawn(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
      setCursor: [(plot) => reports.cursor(plot.cursor.idx ?? null)],
      draw: [(plot) => (axes.includes('left') ? drawThresholds(plot, look.thresholds, colors) : undefined)],
    },
  };
}
