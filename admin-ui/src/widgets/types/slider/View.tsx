import { useState } from 'react';
import type { ViewProps } from '../../contract';
import { ControlBody } from '../../parts/ControlBody';
import { optionsOf } from '../../parts/options';
import { numberText, scaleOf, useReading, type Format } from '../../parts/reading';
import { shownAs } from '../../parts/shown-as';
import { Unbound } from '../../parts/Unbound';
import { useControl } from '../../parts/use-control';
import { useDraft, useSentWhenQuiet } from '../../parts/use-draft';
import { oneOf } from '../../slots';
import schema from './options.schema.json';
import classes from './slider.module.css';

interface Options extends Required<Format> {
  min: number | null;
  max: number | null;
  step: number | null;
  confirm: boolean;
}

/** Arrow keys write after this much quiet; a pointer writes when it lets go. */
const QUIET_MS = 700;
const HELD_MS = 3_600_000;
const INTEGER = /^(U?(S|D|L)?INT|BYTE|(D|L)?WORD)$/;

/** A number by dragging. The handle stands at what is chosen until the device has answered, then at what it is. */
export default function SliderView({ widget, values, editing }: ViewProps) {
  const options = optionsOf<Options>(widget.options, schema);
  const read = useReading();
  const bound = oneOf(widget, values, 'value');
  const { draft, setDraft, clear } = useDraft();
  const control = useControl(bound, editing, clear);
  const send = (value: number) => control.write(value, { ask: options.confirm, unit: options.unit });
  const [held, setHeld] = useState(false);
  const flush = useSentWhenQuiet(draft, send, held ? HELD_MS : QUIET_MS);
  if (bound === undefined) return <Unbound />;
  const reading = read(bound.live, options);
  const [min, max] = scaleOf(options, bound.live, [0, 100]);
  const whole = INTEGER.test(bound.live.point?.type ?? '');
  const step = options.step ?? (whole ? Math.max(1, Math.round((max - min) / 100)) : (max - min) / 100);
  const confirmed = typeof control.confirmed === 'number' ? control.confirmed : null;
  const chosen = draft ?? confirmed ?? reading.number;
  const told = draft ?? confirmed;
  const chosenText = told === null ? reading.full : `${numberText(told, options.decimals)}\u00a0${reading.unit || options.unit}`;
  return (
    <ControlBody control={control}>
      <div className={classes.line}>
        <div className={classes.head}>
          <span
            className={`${classes.number} ${draft === null ? shownAs(reading) : ''}`}
            data-draft={draft !== null || undefined}
            data-tone={draft === null ? (reading.tone ?? undefined) : undefined}
            data-testid="reading"
          >
            {chosenText}
          </span>
          <span className={classes.ends} aria-hidden>
            {`${numberText(min, null)} … ${numberText(max, null)}`}
          </span>
        </div>
        <input
          type="range"
          className={classes.slider}
          min={min}
          max={max}
          step={step}
          value={chosen ?? min}
          disabled={control.closed !== null}
          aria-busy={control.pending}
          title={control.closed ?? undefined}
          aria-label={widget.title || control.name}
          aria-valuetext={chosenText}
          data-unknown={chosen === null || undefined}
          style={{ ['--share' as string]: chosen === null ? 0 : Math.min(1, Math.max(0, (chosen - min) / (max - min))) }}
          onChange={(event) => !control.pending && setDraft(Number(event.currentTarget.value))}
          onPointerDown={() => setHeld(true)}
          onPointerUp={() => {
            setHeld(false);
            if (!control.pending) flush();
          }}
          onPointerCancel={() => setHeld(false)}
          onBlur={() => draft !== null && !control.pending && control.asked === null && flush()}
          data-testid="slider"
        />
      </div>
    </ControlBody>
  );
}
