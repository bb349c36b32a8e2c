import { unitSign } from '@/format/unit';
import type { HistoryFn, RangeName } from '@/data/history/types';
import { barStepOf } from '@/data/history/range';
import type { Range, Step } from '@/data/history/types';
import type { Format } from '../../parts/reading';
import { nameOf, type Bound } from '../../slots';

export type Style = 'line' | 'area' | 'bar' | 'step';
export type Axis = 'left' | 'right';

export interface Options extends Required<Format> {
  range: RangeName;
  choose_range: boolean;
  style: Style;
  fn: HistoryFn;
  series: { binding: string; style?: Style | null; axis?: Axis; color?: number | null; fn?: HistoryFn | null }[];
  min: number | null;
  max: number | null;
  unit_right: string;
  min_right: number | null;
  max_right: number | null;
  from_zero: boolean;
  legend: boolean;
  live: boolean;
}

/** One series as it is drawn. */
export interface Line {
  name: string;
  point: string;
  label: string;
  style: Style;
  axis: Axis;
  /** 1…8. */
  color: number;
  dash: number[];
  fn: HistoryFn;
  step: Step;
  unit: string;
  /** What its values are multiplied by to be told in that unit. */
  factor: number;
}

/** Summaries whose live end is the value itself; a sum over a bucket has none. */
export const LIVE: ReadonlySet<HistoryFn> = new Set(['avg', 'min', 'max', 'last']);

export const COLORS = 8;
/** Colours repeat themselves only with another dash; from the fifth on a dash helps to tell them apart. */
const DASHES = [[], [], [], [], [7, 4], [7, 4], [2, 3], [2, 3]];

export function linesOf(bounds: readonly Bound[], options: Options, range: Range): Line[] {
  return bounds.map((bound, index) => {
    const own = options.series.find(({ binding }) => binding === bound.name);
    const style = own?.style ?? options.style;
    const axis = own?.axis ?? 'left';
    return {
      name: bound.name,
      point: bound.binding.source,
      label: nameOf(bound),
      style,
      axis,
      color: own?.color ?? (index % COLORS) + 1,
      dash: own?.color ? [] : (DASHES[index % DASHES.length] ?? []),
      fn: own?.fn ?? options.fn,
      step: style === 'bar' ? barStepOf(range) : 'auto',
      unit: (axis === 'right' ? options.unit_right : options.unit) || unitSign(bound.live.point?.unit ?? ''),
      factor: 1,
    };
  });
}

/** An amount is told in the unit the history gives it; energy in kWh, as on every bill. */
export function amountOf(line: Line, unit: string | undefined): Line {
  if (!line.fn.startsWith('integral') || unit === undefined) return line;
  return unit === 'Wh' ? { ...line, unit: 'kWh', factor: 0.001 } : { ...line, unit };
}

/** Units of an axis, each once. */
export function unitsOf(lines: readonly Line[], axis: Axis): string {
  return [...new Set(lines.filter((line) => line.axis === axis && line.unit).map(({ unit }) => unit))].join(', ');
}
