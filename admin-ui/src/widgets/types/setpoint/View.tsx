import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconCheck, IconMinus, IconPlus } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { plain } from '@/format/number';
import { currentLanguage } from '@/i18n';
import type { ViewProps } from '../../contract';
import { ControlBody } from '../../parts/ControlBody';
import { EntryMark } from '../../parts/EntryMark';
import { optionsOf } from '../../parts/options';
import { numberText, useReading, type Format } from '../../parts/reading';
import { shownAs } from '../../parts/shown-as';
import { Unbound } from '../../parts/Unbound';
import { useControl } from '../../parts/use-control';
import { snapped, useDraft, useSentWhenQuiet } from '../../parts/use-draft';
import { useWords } from '../../parts/words';
import { oneOf } from '../../slots';
import de from './de.json';
import en from './en.json';
import schema from './options.schema.json';
import classes from './setpoint.module.css';

interface Options extends Required<Format> {
  min: number | null;
  max: number | null;
  step: number | null;
  presets: number[];
  confirm: boolean;
}

/** Steps are gathered until the finger rests. */
const QUIET_MS = 900;
/** What is no part of a number, such as the unit beside it. */
const FOREIGN = /[^\d.,+-]/g;

/** A number to be reached, beside the one that is. */
export default function SetpointView({ widget, values, editing }: ViewProps) {
  const options = optionsOf<Options>(widget.options, schema);
  const say = useWords({ de, en });
  const read = useReading();
  const bound = oneOf(widget, values, 'value');
  const actual = oneOf(widget, values, 'actual');
  const [typed, setTyped] = useState<string | null>(null);
  // While one writes in it there is no unit in the way.
  const [focused, setFocused] = useState(false);
  const { draft, setDraft, clear } = useDraft();
  const control = useControl(bound, editing, (done) => {
    clear();
    // What was typed and refused stays to be put right.
    if (done) setTyped(null);
  });
  const send = (value: number) => control.write(value, { ask: options.confirm, unit: options.unit });
  useSentWhenQuiet(draft, send, QUIET_MS);
  if (bound === undefined) return <Unbound />;
  const format = { ...options, thresholds: [] };
  const reading = read(bound.live, format);
  const ends = [options.min ?? bound.live.point?.min ?? null, options.max ?? bound.live.point?.max ?? null] as const;
  const step = options.step ?? 1;
  const off = control.closed !== null;
  const confirmed = typeof control.confirmed === 'number' ? control.confirmed : null;
  const now = draft ?? confirmed ?? reading.number;
  const unit = reading.unit || options.unit;
  const stepBy = (sign: number) => {
    if (now === null || control.pending) return;
    setTyped(null);
    setDraft(snapped(now + sign * step, ends, step));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed === null || typed.trim() === '') return;
    clear();
    control.writeText(typed, { ask: options.confirm, unit: options.unit });
  };
  const name = widget.title || control.name;
  const exact = now === null ? '' : draft === null && options.decimals !== null ? now.toFixed(options.decimals) : String(now);
  const told = currentLanguage() === 'de' ? exact.replace('.', ',') : exact;
  return (
    <ControlBody control={control}>
      {actual ? (
        <span className={classes.actual} data-testid="actual">
          {say('actual', { value: read(actual.live, options).full })} <EntryMark live={actual.live} size={11} />
        </span>
      ) : null}
      <form className={classes.line} onSubmit={submit} noValidate>
        <ActionIcon
          variant="default"
          className={classes.step}
          aria-label={say('less', { step: plain(step), unit })}
          disabled={off || now === null || (ends[0] !== null && now <= ends[0])}
          onClick={() => stepBy(-1)}
        >
          <IconMinus size={20} />
        </ActionIcon>
        <TextInput
          className={classes.input}
          classNames={{ input: `${classes.field} ${draft === null && typed === null ? shownAs(reading) : ''}` }}
          aria-label={name}
          value={typed ?? (focused || told === '' || !unit ? told : `${told}\u00a0${unit}`)}
          placeholder="–"
          onChange={(event) => setTyped(event.currentTarget.value.replaceAll(FOREIGN, ''))}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
          inputMode="decimal"
          autoComplete="off"
          disabled={off}
          data-draft={draft !== null || typed !== null || undefined}
          data-testid="setpoint"
        />
        {typed === null || typed === '' ? (
          <ActionIcon
            variant="default"
            className={classes.step}
            aria-label={say('more', { step: plain(step), unit })}
            disabled={off || now === null || (ends[1] !== null && now >= ends[1])}
            onClick={() => stepBy(1)}
          >
            <IconPlus size={20} />
          </ActionIcon>
        ) : (
          <ActionIcon
            type="submit"
            className={classes.step}
            aria-label={say('write', { value: `${typed} ${unit}` })}
            disabled={off}
          >
            <IconCheck size={20} />
          </ActionIcon>
        )}
      </form>
      {options.presets.length > 0 ? (
        <div className={classes.presets} role="group" aria-label={say('/presets')}>
          {options.presets.map((preset) => (
            <Button
              key={preset}
              variant="default"
              size="compact-md"
              className={classes.preset}
              disabled={off}
              aria-pressed={reading.number === preset}
              onClick={() => send(preset)}
            >
              {`${numberText(preset, options.decimals)} ${unit}`.trim()}
            </Button>
          ))}
        </div>
      ) : null}
    </ControlBody>
  );
}
