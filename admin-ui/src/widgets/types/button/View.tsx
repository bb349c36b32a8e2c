import { Button } from '@mantine/core';
import type { ViewProps } from '../../contract';
import { ControlBody } from '../../parts/ControlBody';
import { optionsOf } from '../../parts/options';
import { Unbound } from '../../parts/Unbound';
import { useControl } from '../../parts/use-control';
import { oneOf } from '../../slots';
import classes from './button.module.css';
import schema from './options.schema.json';

interface Options {
  label: string;
  write: string;
  color: 'normal' | 'ok' | 'warn' | 'bad';
  confirm: boolean;
}

/** Writes one fixed value. */
export default function ButtonView({ widget, values, editing }: ViewProps) {
  const options = optionsOf<Options>(widget.options, schema);
  const bound = oneOf(widget, values, 'value');
  const control = useControl(bound, editing);
  if (bound === undefined) return <Unbound />;
  return (
    <ControlBody control={control}>
      <Button
        variant={options.color === 'normal' ? 'default' : 'outline'}
        className={classes.button}
        data-tone={options.color}
        disabled={control.closed !== null}
        loading={control.pending}
        title={control.closed ?? undefined}
        onClick={() => control.writeText(options.write, { ask: options.confirm })}
        data-testid="button"
      >
        <span className={classes.label}>{options.label || widget.title || control.name}</span>
      </Button>
    </ControlBody>
  );
}
