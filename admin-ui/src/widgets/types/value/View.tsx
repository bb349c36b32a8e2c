import type { CSSProperties } from 'react';
import type { ViewProps } from '../../contract';
import { optionsOf } from '../../parts/options';
import parts from '../../parts/parts.module.css';
import { useReading, type Format } from '../../parts/reading';
import { shownAs } from '../../parts/shown-as';
import { Unbound } from '../../parts/Unbound';
import { oneOf } from '../../slots';
import schema from './options.schema.json';
import classes from './value.module.css';

interface Options extends Required<Format> {
  size: 'auto' | 'small' | 'large';
}

/** One reading, as large as there is room. */
export default function ValueView({ widget, values }: ViewProps) {
  const options = optionsOf<Options>(widget.options, schema);
  const read = useReading();
  const bound = oneOf(widget, values, 'value');
  if (bound === undefined) return <Unbound />;
  const reading = read(bound.live, options);
  return (
    <div className={parts.body}>
      <div
        className={classes.value}
        data-size={options.size}
        data-long={reading.text.length > 12 || undefined}
        data-number={reading.number !== null || undefined}
        style={{ '--length': Math.max(reading.number === null ? 9 : 6, reading.text.length) } as CSSProperties}
      >
        <span className={`${classes.number} ${shownAs(reading)}`} data-tone={reading.tone ?? undefined} data-testid="reading">
          {reading.text}
        </span>
        {reading.unit ? <span className={classes.unit}>{reading.unit}</span> : null}
      </div>
    </div>
  );
}
