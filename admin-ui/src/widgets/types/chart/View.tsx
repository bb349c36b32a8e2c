import { IconZoomReset } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useMemo, useState, type KeyboardEvent } from 'react';
import { gatewayNow } from '@/data/clock';
import { csvAddress } from '@/data/history/calls';
import { useHistories } from '@/data/history/queries';
import type { Range, RangeName } from '@/data/history/types';
import type { LiveValue, ViewProps } from '../../contract';
import { HistoryNote } from '../../parts/HistoryNote';
import { optionsOf } from '../../parts/options';
import parts from '../../parts/parts.module.css';
import { numberText, useReading } from '../../parts/reading';
import { Unbound } from '../../parts/Unbound';
import { WhenSeen } from '../../parts/WhenSeen';
import { useWords } from '../../parts/words';
import { allOf } from '../../slots';
import classes from './chart.module.css';
import { ChartTable } from './ChartTable';
import de from './de.json';
import en from './en.json';
import { extentOf } from './join';
import { Legend } from './Legend';
import { amountOf, LIVE, linesOf, unitsOf, type Line, type Options } from './lines';
import schema from './options.schema.json';
import { Toolbar } from './Toolbar';
import { useCourses, useWanted } from './use-courses';
import { drawn, moved, spanNow, zoomed, type Span } from './zoom';

const fetchPlot = () => import('./Plot');
/** What is not on the screen is fetched so much later, so that the page opens offline as a whole. */
const LATER_MS = 10_000;
const Plot = lazy(() => fetchPlot().then((module) => ({ default: module.Plot })));

/** Points over time. A drag, the wheel, keys and buttons look closer; what is live is appended. */
export default function ChartView({ widget, values }: ViewProps) {
  const options = useMemo(() => optionsOf<Options>(widget.options, schema), [widget.options]);
  const say = useWords({ de, en });
  const read = useReading();
  const [chosen, choose] = useState<RangeName | null>(null);
  const [zoom, setZoom] = useState<Span | null>(null);
  const [table, setTable] = useState(false);
  const [hidden, setHidden] = useState<readonly string[]>([]);
  const [at, setAt] = useState<number | null>(null);
  const bounds = allOf(widget, values, 'series');
  const name = chosen ?? options.range;
  const range: Range = zoom ?? name;
  const asked = linesOf(bounds, options, range);
  const history = useHistories(useWanted(asked), range);
  const lines = asked.map((line, index) => amountOf(line, history.series[index]?.unit));
  const { data, span } = useCourses(bounds, lines, history, range, options.live, hidden);
  const [, ...columns] = data;
  useEffect(() => {
    const timer = setTimeout(() => void fetchPlot().catch(() => undefined), LATER_MS);
    return () => clearTimeout(timer);
  }, []);
  if (bounds.length === 0) return <Unbound />;

  const now = gatewayNow();
  const change = (next: (span: Span) => Span | null) => setZoom((before) => next(before ?? spanNow(range, gatewayNow())));
  const back = () => setZoom(null);
  const keys: Record<string, () => void> = {
    ArrowLeft: () => change((each) => moved(each, -0.25, now)),
    ArrowRight: () => change((each) => moved(each, 0.25, now)),
    '+': () => change((each) => zoomed(each, 0.5, 0.5, now)),
    '-': () => change((each) => zoomed(each, 2, 0.5, now)),
    Escape: back,
    Home: back,
  };
  const press = (event: KeyboardEvent) => {
    const act = event.target === event.currentTarget ? keys[event.key] : undefined;
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  const known = columns.map(extentOf);
  const empty = known.every((extent) => extent === null);
  const text = (value: number | null | undefined, unit: string) =>
    [numberText(value ?? null, options.decimals), unit].filter(Boolean).join('\u00a0');
  const shownOf = (line: Line, live: LiveValue, pointed: number | null | undefined, last: number | undefined) => {
    if (pointed !== undefined) return text(pointed, line.unit);
    if (!LIVE.has(line.fn)) return text(last, line.unit);
    return read(live, { unit: line.unit, decimals: options.decimals }).full;
  };
  const entries = lines.map((line, index) => {
    const live = bounds[index]?.live ?? { value: null, quality: null, reason: null, ts: null, point: null };
    const pointed = at === null ? undefined : valueAt(columns[index], at);
    return { line, live, text: shownOf(line, live, pointed, known[index]?.last), hidden: hidden.includes(line.name) };
  });
  const summary = lines.map(({ label, unit }, index) => {
    const extent = known[index];
    if (!extent) return say('summary_empty', { label });
    return say('summary', { label, last: text(extent.last, unit), low: text(extent.low, unit), high: text(extent.high, unit) });
  });
  const zero = (axis: 'left' | 'right') => options.from_zero || lines.some((line) => line.axis === axis && line.style === 'bar');
  const look = {
    lines,
    ends: {
      left: { min: options.min, max: options.max, zero: zero('left') },
      right: { min: options.min_right, max: options.max_right, zero: zero('right') },
    },
    thresholds: options.thresholds,
  };
  return (
    <div className={parts.body}>
      <div className={classes.chart}>
        <Toolbar
          say={say}
          range={name}
          past={zoom !== null}
          table={table}
          choose={options.choose_range ? (next) => (choose(next), back()) : undefined}
          move={(share) => change((each) => moved(each, share, now))}
          zoom={(factor) => change((each) => zoomed(each, factor, 0.5, now))}
          back={back}
          toggle={() => setTable(!table)}
          csv={
            history.state === 'ready' && !empty
              ? csvAddress(
                  lines.map(({ point }) => point),
                  span,
                )
              : undefined
          }
        />
        <HistoryNote history={history} />
        {table ? (
          <ChartTable say={say} lines={lines} data={data} decimals={options.decimals} now={now} />
        ) : (
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
          <div
            className={classes.picture}
            role="application"
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            tabIndex={0}
            aria-label={[...summary, say('keys')].join(' ')}
            onKeyDown={press}
            data-left={unitsOf(lines, 'left')}
            data-right={unitsOf(lines, 'right')}
          >
            <WhenSeen className={classes.plot}>
              <Suspense fallback={<div className={classes.plot} aria-hidden />}>
                <Plot
                  look={look}
                  data={data}
                  span={span}
                  turned={(factor, around) => change((each) => zoomed(each, factor, around, gatewayNow()))}
                  pushed={(share) => change((each) => moved(each, share, gatewayNow()))}
                  drawn={(a, b) => change((each) => drawn(a, b, gatewayNow()) ?? each)}
                  reset={back}
                  cursor={setAt}
                />
              </Suspense>
            </WhenSeen>
            {zoom === null ? null : (
              <button type="button" className={classes.reset} onClick={back} data-testid="reset-zoom">
                <IconZoomReset size={16} aria-hidden />
                {say('reset')}
              </button>
            )}
            {empty && history.state === 'ready' ? <p className={classes.nothing}>{say('nothing')}</p> : null}
          </div>
        )}
        {options.legend ? (
          <Legend
            entries={entries}
            label={say('/legend')}
            toggle={(line) => setHidden(hidden.includes(line) ? hidden.filter((each) => each !== line) : [...hidden, line])}
          />
        ) : null}
      </div>
    </div>
  );
}

/** The value at the pointer, or the last one before it. */
function valueAt(column: readonly (number | null | undefined)[] | undefined, index: number): number | null | undefined {
  for (let at = index; at >= Math.max(0, index - 50); at -= 1) {
    const value = column?.[at];
    if (value !== undefined) return value;
  }
  return null;
}
