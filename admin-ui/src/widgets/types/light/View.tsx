import type { ViewProps } from '../../contract';
import { Shape, type ShapeName, type Tone } from '@/ui/shapes';
import { optionsOf } from '../../parts/options';
import parts from '../../parts/parts.module.css';
import { useReading } from '../../parts/reading';
import { shownAs } from '../../parts/shown-as';
import { Unbound } from '../../parts/Unbound';
import { oneOf } from '../../slots';
import classes from './light.module.css';
import schema from './options.schema.json';
import { stateOf, type LightOptions } from './state';

/** Every tone has a sign of its own, so that no state is told by colour alone. */
const SIGNS: Record<Tone, ShapeName> = { ok: 'disc', warn: 'triangle', bad: 'octagon', idle: 'ring', busy: 'half' };

/** A state as sign and word. */
export default function LightView({ widget, values }: ViewProps) {
  const options = optionsOf<LightOptions>(widget.options, schema);
  const read = useReading();
  const bound = oneOf(widget, values, 'value');
  if (bound === undefined) return <Unbound />;
  const reading = read(bound.live);
  const state = reading.known ? stateOf(bound.live.value, options) : null;
  return (
    <div className={parts.body}>
      <div className={classes.light} data-tone={state?.tone ?? 'unknown'}>
        <span className={classes.sign}>
          <Shape name={state ? SIGNS[state.tone] : 'dashed'} tone={state?.tone ?? 'idle'} size={64} />
        </span>
        <span className={`${classes.word} ${shownAs(reading)}`} data-testid="reading">
          {state?.text || reading.full}
        </span>
      </div>
    </div>
  );
}
