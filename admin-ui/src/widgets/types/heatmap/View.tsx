import { VisuallyHidden } from '@mantine/core';
import { useMemo } from 'react';
import { useHistory } from '@/data/history/queries';
import type { HistoryFn, Range } from '@/data/history/types';
import { formatLocale } from '@/format/locale';
import { useFromNow } from '@/format/now';
import { unitSign } from '@/format/unit';
import type { ViewProps } from '../../contract';
import { HistoryNote } from '../../parts/HistoryNote';
import { optionsOf } from '../../parts/options';
import parts from '../../parts/parts.module.css';
import { numberText, type Format } from '../../parts/reading';
import { Unbound } from '../../parts/Unbound';
import { useWords } from '../../parts/words';
import { nameOf, oneOf } from '../../slots';
import de from './de.json';
import en from './en.json';
import { colorOf, endsOf, gridOf, midnight, rampOf, type Ramp } from './grid';
import classes from './heatmap.module.css';
import schema from './options.schema.json';

interface Options extends Required<Pick<Format, 'unit' | 'decimals'>> {
  days: number;
  rows: 'day' | 'weekday';
  fn: HistoryFn;
  min: number | null;
  max: number | null;
  colors: Ramp;
}

const MOST_NAMES = 14;
const HOUR_MS = 3_600_000;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** A value by day and hour. */
export default function HeatmapView({ widget, values }: ViewProps) {
  const options = optionsOf<Options>(widget.options, schema);
  const say = useWords({ de, en });
  const bound = oneOf(widget, values, 'value');
  const hour = useFromNow((now) => Math.floor(now / HOUR_MS));
  const until = (hour + 1) * HOUR_MS;
  const range = useMemo<Range>(() => ({ from: midnight(until - 1, options.days - 1), to: until }), [until, options.days]);
  const history = useHistory(bound ? [bound.binding.source] : [], range, 3600, options.fn);
  const series = history.series[0];
  const rows = useMemo(() => gridOf(series, options.rows, options.days, until - 1), [series, options.rows, options.days, until]);
  if (bound === undefined) return <Unbound />;
  const found = endsOf(rows);
  if (found === null) return <HistoryNote history={history} empty alone />;
  const ends = [options.min ?? found[0], options.max ?? found[1]] as const;
  const unit = unitSign(options.unit || series?.unit || bound.live.point?.unit || '');
  const text = (value: number) => [numberText(value, options.decimals), unit].filter(Boolean).join('\u00a0');
  const names = dayNames(options.rows);
  // As many names as there is room for lines.
  const every = Math.ceil(rows.length / MOST_NAMES);
  return (
    <div className={parts.body}>
      <div className={classes.heatmap}>
        <HistoryNote history={history} alone />
        <table className={classes.grid} aria-label={widget.title || nameOf(bound)}>
          <thead>
            <tr>
              <th scope="col">
                <VisuallyHidden>{say('day')}</VisuallyHidden>
              </th>
              {HOURS.map((each) => (
                <th key={each} scope="col" data-minor={each % 6 !== 0 || undefined}>
                  <span>{each}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, cells }, index) => (
              <tr key={key}>
                <th scope="row" data-minor={index % every !== 0 || undefined}>
                  <span>{names(key)}</span>
                </th>
                {cells.map((cell, at) => (
                  <td
                    key={at}
                    data-empty={cell === null || undefined}
                    style={cell === null ? undefined : { background: colorOf(cell, ends, options.colors) }}
                    title={say(cell === null ? 'empty_cell' : 'cell', {
                      day: names(key),
                      hour: at,
                      value: cell === null ? '' : text(cell),
                    })}
                  >
                    <VisuallyHidden>{cell === null ? '–' : text(cell)}</VisuallyHidden>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        <div className={classes.scale} role="img" aria-label={say('from_to', { low: text(ends[0]), high: text(ends[1]) })}>
          <span>{text(ends[0])}</span>
          <span className={classes.ramp} style={{ background: rampOf(options.colors) }} />
          <span>{text(ends[1])}</span>
        </div>
      </div>
    </div>
  );
}

function dayNames(rows: Options['rows']): (key: number) => string {
  if (rows === 'weekday') {
    const weekday = new Intl.DateTimeFormat(formatLocale(), { weekday: 'short', timeZone: 'UTC' });
    // The fifth of January 1970 was a Monday.
    return (key) => weekday.format((4 + key) * 86_400_000);
  }
  const day = new Intl.DateTimeFormat(formatLocale(), { weekday: 'short', day: '2-digit', month: '2-digit' });
  return (key) => day.format(key);
}
