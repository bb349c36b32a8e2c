import { Button } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { PointView, Scalar } from '@/data/points/types';
import { stateWord } from '@/format/state-word';
import type { ViewProps } from '../../contract';
import { ControlBody } from '../../parts/ControlBody';
import { optionsOf } from '../../parts/options';
import { useReading } from '../../parts/reading';
import { Unbound } from '../../parts/Unbound';
import { useControl } from '../../parts/use-control';
import { useWords } from '../../parts/words';
import { oneOf } from '../../slots';
import de from './de.json';
import en from './en.json';
import schema from './options.schema.json';
import classes from './select.module.css';

interface Options {
  choices: { value: string; text?: string }[];
  style: 'auto' | 'buttons' | 'list';
  confirm: boolean;
}

const FEW = 4;
const List = lazy(() => import('./List'));

/** The listed values, else the meanings the point tells, else on and off of a switch. */
function choicesOf({ choices }: Options, point: PointView | null, words: { on: string; off: string }) {
  const named = (value: string) => stateWord(point?.texts[value] ?? value);
  if (choices.length > 0) return choices.map(({ value, text }) => ({ value, label: text || named(value) }));
  const told = Object.keys(point?.texts ?? {});
  if (told.length > 0) return told.map((value) => ({ value, label: named(value) }));
  if (point?.type !== 'BOOL') return [];
  return [
    { value: '0', label: words.off },
    { value: '1', label: words.on },
  ];
}

const keyOf = (value: Scalar, listed: readonly { value: string }[]) => {
  const forms = value === true ? ['true', '1'] : value === false ? ['false', '0'] : [String(value)];
  return listed.find((choice) => forms.includes(choice.value))?.value ?? null;
};

/** One of several values. */
export default function SelectView({ widget, values, editing }: ViewProps) {
  const { t } = useTranslation('points');
  const options = optionsOf<Options>(widget.options, schema);
  const say = useWords({ de, en });
  const read = useReading();
  const bound = oneOf(widget, values, 'value');
  const control = useControl(bound, editing);
  if (bound === undefined) return <Unbound />;
  const choices = choicesOf(options, bound.live.point, { on: t('write.on'), off: t('write.off') });
  const reading = read(bound.live);
  const now = reading.known ? keyOf(bound.live.value, choices) : null;
  const sent = control.sent === undefined ? null : keyOf(control.sent, choices);
  const off = control.closed !== null;
  const choose = (value: string | null) => {
    if (value !== null) control.writeText(value, { ask: options.confirm });
  };
  const buttons = options.style === 'buttons' || (options.style === 'auto' && choices.length <= FEW);
  const name = widget.title || control.name;
  return (
    <ControlBody control={control}>
      {choices.length === 0 ? (
        <p className={classes.none}>
          {reading.full} {say('nothing')}
        </p>
      ) : null}
      {buttons && choices.length > 0 ? (
        <div className={classes.buttons} role="group" aria-label={name}>
          {choices.map(({ value, label }) => (
            <Button
              key={value}
              variant="default"
              className={classes.choice}
              aria-pressed={value === now}
              data-doubtful={(value === now && reading.doubtful) || undefined}
              disabled={off}
              loading={control.pending && value === sent}
              title={control.closed ?? undefined}
              onClick={() => choose(value)}
            >
              {label}
            </Button>
          ))}
        </div>
      ) : null}
      {buttons ? null : (
        <Suspense>
          <List name={name} choices={choices} now={now} placeholder={reading.full} disabled={off} onChoose={choose} />
        </Suspense>
      )}
    </ControlBody>
  );
}
