import { Button, Loader } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Tone } from '@/ui/shapes';
import type { ViewProps } from '../../contract';
import { ControlBody } from '../../parts/ControlBody';
import { optionsOf } from '../../parts/options';
import { Unbound } from '../../parts/Unbound';
import { switchWord, useControl } from '../../parts/use-control';
import { oneOf } from '../../slots';
import schema from './options.schema.json';
import classes from './switch.module.css';

interface Options {
  on_text: string;
  off_text: string;
  confirm: 'never' | 'on' | 'off' | 'always';
  on_tone: Tone;
}

/** On and off; where it is unknown which of them is, both are offered. */
export default function SwitchView({ widget, values, editing }: ViewProps) {
  const { t } = useTranslation('points');
  const options = optionsOf<Options>(widget.options, schema);
  const bound = oneOf(widget, values, 'value');
  const control = useControl(bound, editing);
  if (bound === undefined) return <Unbound />;
  const shown = (oneOf(widget, values, 'state') ?? bound).live;
  const believed = shown.quality !== 'bad' && shown.quality !== null;
  const on = typeof shown.value === 'string' ? switchWord(shown.value) : shown.value === null ? null : Boolean(shown.value);
  const known = believed && on !== null;
  const word = (state: boolean) => (state ? options.on_text || t('write.on') : options.off_text || t('write.off'));
  const isSwitch = bound.live.point === null ? typeof bound.live.value === 'boolean' : bound.live.point.type === 'BOOL';
  const set = (state: boolean) => {
    const ask = options.confirm === 'always' || options.confirm === (state ? 'on' : 'off');
    control.write(isSwitch ? state : Number(state), { ask });
  };
  const off = control.closed !== null;
  const name = widget.title || control.name;
  return (
    <ControlBody control={control}>
      {known ? (
        <button
          type="button"
          role="switch"
          aria-checked={on}
          aria-label={name}
          aria-busy={control.pending}
          disabled={off}
          title={control.closed ?? undefined}
          className={classes.switch}
          data-on={on || undefined}
          data-tone={options.on_tone}
          onClick={() => set(!on)}
          data-testid="switch"
        >
          <span className={classes.track} aria-hidden>
            <span className={classes.thumb}>{control.pending ? <Loader size={14} color="gray" /> : null}</span>
          </span>
          <span className={classes.word} data-doubtful={shown.quality === 'uncertain' || undefined}>
            {word(on)}
          </span>
        </button>
      ) : (
        <div className={classes.both} role="group" aria-label={name}>
          {[true, false].map((state) => (
            <Button
              key={String(state)}
              variant="default"
              className={classes.half}
              disabled={off}
              loading={control.pending && Boolean(control.sent) === state}
              onClick={() => set(state)}
              title={control.closed ?? undefined}
            >
              {word(state)}
            </Button>
          ))}
        </div>
      )}
    </ControlBody>
  );
}
