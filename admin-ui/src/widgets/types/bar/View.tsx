import type { ViewProps } from '../../contract';
import { EntryMark } from '../../parts/EntryMark';
import { optionsOf } from '../../parts/options';
import parts from '../../parts/parts.module.css';
import { scaleOf, useReading, type Format } from '../../parts/reading';
import { niceScale } from '../../parts/scale';
import { Scroll } from '../../parts/Scroll';
import { shownAs } from '../../parts/shown-as';
import { Unbound } from '../../parts/Unbound';
import { useWords } from '../../parts/words';
import { allOf, nameOf } from '../../slots';
import classes from './bar.module.css';
import de from './de.json';
import en from './en.json';
import schema from './options.schema.json';
import { stretchOf } from './stretch';

interface Options extends Required<Format> {
  min: number | null;
  max: number | null;
  direction: 'horizontal' | 'vertical';
  from_zero: boolean;
}

/** Bars of one or several values on one scale. */
export default function BarView({ widget, values }: ViewProps) {
  const options = optionsOf<Options>(widget.options, schema);
  const say = useWords({ de, en });
  const read = useReading();
  const bars = allOf(widget, values, 'value').map((bound) => ({ ...bound, reading: read(bound.live, options) }));
  const [first] = bars;
  if (first === undefined) return <Unbound />;
  const [min, max] = scaleOf(options, first.live, niceScale(bars.map(({ reading }) => reading.number)));
  return (
    <div className={parts.body}>
      <Scroll label={widget.title || say('name')}>
        <ul className={classes.bars} data-direction={options.direction} data-many={bars.length > 1 || undefined}>
          {bars.map(({ name, binding, live, reading }) => {
            const stretch = reading.number === null ? null : stretchOf(reading.number, min, max, options.from_zero);
            const vertical = options.direction === 'vertical';
            const style = stretch && {
              [vertical ? 'bottom' : 'left']: `${stretch.from * 100}%`,
              [vertical ? 'height' : 'width']: `${Math.max(0.006, stretch.to - stretch.from) * 100}%`,
            };
            const label = nameOf({ binding, live });
            return (
              <li key={name} className={classes.bar}>
                <span className={classes.name} title={label}>
                  {bars.length === 1 && widget.title !== '' ? null : label}
                </span>
                <span
                  className={classes.well}
                  role="meter"
                  aria-label={label}
                  aria-valuemin={min}
                  aria-valuemax={max}
                  aria-valuenow={reading.number ?? min}
                  aria-valuetext={reading.full}
                  data-unknown={stretch === null || undefined}
                >
                  {style ? (
                    <span
                      className={classes.fill}
                      style={style}
                      data-tone={reading.tone ?? undefined}
                      data-doubtful={reading.doubtful || undefined}
                    />
                  ) : null}
                </span>
                <span className={`${classes.reading} ${shownAs(reading)}`} data-testid={`reading-${name}`}>
                  {bars.length > 1 ? <EntryMark live={live} /> : null} {reading.full}
                </span>
              </li>
            );
          })}
        </ul>
      </Scroll>
    </div>
  );
}
