import type { ViewProps } from '../../contract';
import { optionsOf } from '../../parts/options';
import parts from '../../parts/parts.module.css';
import { numberText, scaleOf, useReading, type Format } from '../../parts/reading';
import { shownAs } from '../../parts/shown-as';
import { niceScale } from '../../parts/scale';
import { bandsOf } from '../../parts/thresholds';
import { Unbound } from '../../parts/Unbound';
import { nameOf, oneOf } from '../../slots';
import { arcPath, pointAt, SHAPES, type GaugeShape } from './arc';
import classes from './gauge.module.css';
import schema from './options.schema.json';

interface Options extends Required<Format> {
  min: number | null;
  max: number | null;
  shape: GaugeShape;
  show_range: boolean;
}

/** 0 to 100 where nobody tells another scale, as long as the value lies on it. */
const usualScale = (value: number | null): [number, number] =>
  value === null || (value >= 0 && value <= 100) ? [0, 100] : niceScale([value]);

/** A value on a round scale; where the widget is flat, the number stands beside it. */
export default function GaugeView({ widget, values }: ViewProps) {
  const options = optionsOf<Options>(widget.options, schema);
  const read = useReading();
  const bound = oneOf(widget, values, 'value');
  if (bound === undefined) return <Unbound />;
  const reading = read(bound.live, options);
  const [min, max] = scaleOf(options, bound.live, usualScale(reading.number));
  const share = reading.number === null ? null : Math.min(1, Math.max(0, (reading.number - min) / (max - min)));
  const shape = SHAPES[options.shape];
  const ends = options.show_range && options.shape !== 'ring';
  return (
    <div className={parts.body}>
      <div
        className={classes.gauge}
        role="meter"
        aria-label={widget.title || nameOf(bound)}
        aria-valuemin={min}
        aria-valuemax={max}
        aria-valuenow={reading.number ?? min}
        aria-valuetext={reading.full}
        data-shape={options.shape}
      >
        <svg viewBox={`0 0 100 ${shape.height}`} className={classes.dial} aria-hidden>
          <path d={arcPath(shape, 0, 1, 42)} className={classes.track} data-unknown={share === null || undefined} />
          {bandsOf(options.thresholds, min, max).map(({ from, to, tone }) => (
            <path key={from} d={arcPath(shape, from, to, 48.4)} className={classes.band} data-tone={tone} />
          ))}
          {share === null || share === 0 ? null : (
            <path
              d={arcPath(shape, 0, share, 42)}
              className={classes.fill}
              data-tone={reading.tone ?? undefined}
              data-doubtful={reading.doubtful || undefined}
            />
          )}
          {ends ? (
            <>
              <text {...pointAt(shape, 0, 42)} dy="8.5" className={classes.end}>
                {numberText(min, null)}
              </text>
              <text {...pointAt(shape, 1, 42)} dy="8.5" className={classes.end}>
                {numberText(max, null)}
              </text>
            </>
          ) : null}
        </svg>
        <div className={classes.reading} aria-hidden data-long={reading.text.length > 6 || undefined}>
          <span className={`${classes.number} ${shownAs(reading)}`} data-tone={reading.tone ?? undefined} data-testid="reading">
            {reading.text}
          </span>
          <span className={classes.unit}>{reading.unit}</span>
        </div>
      </div>
    </div>
  );
}
