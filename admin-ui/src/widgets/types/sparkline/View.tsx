import { useHistory } from '@/data/history/queries';
import type { RangeName } from '@/data/history/types';
import type { ViewProps } from '../../contract';
import { HistoryNote } from '../../parts/HistoryNote';
import { optionsOf } from '../../parts/options';
import parts from '../../parts/parts.module.css';
import { numberText, useReading, type Format } from '../../parts/reading';
import { shownAs } from '../../parts/shown-as';
import { useTail, withTail } from '../../parts/tail';
import { Unbound } from '../../parts/Unbound';
import { useWords } from '../../parts/words';
import { oneOf } from '../../slots';
import { linesOf } from './lines';
import de from './de.json';
import en from './en.json';
import schema from './options.schema.json';
import classes from './sparkline.module.css';

interface Options extends Required<Format> {
  min: number | null;
  max: number | null;
  range: RangeName;
  style: 'line' | 'area' | 'bar';
}

const WIDTH = 300;
const HEIGHT = 60;

/** A value over the picture of its course. */
export default function SparklineView({ widget, values }: ViewProps) {
  const options = optionsOf<Options>(widget.options, schema);
  const say = useWords({ de, en });
  const read = useReading();
  const bound = oneOf(widget, values, 'value');
  const history = useHistory(bound ? [bound.binding.source] : [], options.range, 'auto', 'avg');
  const tail = useTail(bound ? [bound] : [], options.range);
  if (bound === undefined) return <Unbound />;
  const reading = read(bound.live, options);
  const course = withTail(history.series[0], tail[0], options.range);
  const known = course.values.filter((value) => value !== null);
  const { line, area, bars } = linesOf(course, WIDTH, HEIGHT, options);
  const [low, high] = known.length > 0 ? [Math.min(...known), Math.max(...known)] : [null, null];
  const label = say('course', {
    range: say(`/range=${options.range}`),
    low: numberText(low, options.decimals),
    high: numberText(high, options.decimals),
    unit: reading.unit,
  });
  return (
    <div className={parts.body}>
      <div className={classes.tile}>
        <div className={classes.reading}>
          <span className={`${classes.number} ${shownAs(reading)}`} data-tone={reading.tone ?? undefined} data-testid="reading">
            {reading.text}
          </span>
          <span className={classes.unit}>{reading.unit}</span>
        </div>
        {known.length > 1 ? (
          <svg
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={label}
            className={classes.picture}
          >
            {options.style === 'bar' ? <path d={bars} className={classes.bars} /> : null}
            {options.style === 'area' ? <path d={area} className={classes.area} /> : null}
            {options.style === 'bar' ? null : <path d={line} className={classes.line} vectorEffect="non-scaling-stroke" />}
          </svg>
        ) : (
          <HistoryNote history={history} empty />
        )}
      </div>
    </div>
  );
}
