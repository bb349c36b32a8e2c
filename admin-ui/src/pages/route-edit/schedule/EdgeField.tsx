import { Group, Input, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DAY_MINUTES, parseEdge, printEdge, tidyClock, type Edge } from './edges';

type Kind = 'open' | 'clock' | 'sunrise' | 'sunset';

interface Props {
  label: string;
  /** Whether it ends the span. */
  end: boolean;
  text: string;
  error: string | undefined;
  place: string;
  onChange: (text: string) => void;
}

/** One end of a span: a time of the day, sunrise or sunset with an offset, or the day's own end. */
export function EdgeField({ label, end, text, error, place, onChange }: Props) {
  const { t } = useTranslation('route-edit');
  const id = useId();
  const edge = text === '' ? undefined : parseEdge(text);
  const whole = end && edge?.sun === '' && edge.minutes === DAY_MINUTES;
  const told: Kind = edge === undefined || whole ? 'open' : edge?.sun || 'clock';
  // A time that is being deleted to be written anew stays a time.
  const [chosen, setChosen] = useState(told);
  const kind = text === '' ? (chosen === 'clock' ? 'clock' : 'open') : told;
  const change = (next: Kind) => {
    setChosen(next);
    if (next === 'open') onChange('');
    else if (next === 'clock') onChange(end ? '22:00' : '06:00');
    else onChange(next);
  };
  return (
    <Input.Wrapper
      label={label}
      labelElement="div"
      labelProps={{ id }}
      error={error ?? (edge === null ? t('schedule.time_wrong', { text }) : undefined)}
    >
      <Group gap={6} role="group" aria-labelledby={id} wrap="nowrap" align="flex-start">
        <NativeSelect
          aria-label={t('schedule.kind', { label })}
          value={kind}
          onChange={(event) => change(event.currentTarget.value as Kind)}
          data={[
            { value: 'open', label: t(end ? 'schedule.until_midnight' : 'schedule.from_midnight') },
            { value: 'clock', label: t('schedule.clock') },
            { value: 'sunrise', label: t('schedule.sunrise') },
            { value: 'sunset', label: t('schedule.sunset') },
          ]}
          data-place={place}
        />
        {kind === 'clock' ? (
          <TextInput
            aria-label={t('schedule.time', { label })}
            value={text}
            onChange={(event) => onChange(event.currentTarget.value)}
            onBlur={() => onChange(tidyClock(text))}
            placeholder={end ? '22:00' : '06:00'}
            inputMode="numeric"
            w={90}
          />
        ) : null}
        {edge && (kind === 'sunrise' || kind === 'sunset') ? <Offset label={label} edge={edge} onChange={onChange} /> : null}
      </Group>
    </Input.Wrapper>
  );
}

function Offset({ label, edge, onChange }: { label: string; edge: Edge; onChange: (text: string) => void }) {
  const { t } = useTranslation('route-edit');
  return (
    <NumberInput
      aria-label={t('schedule.offset', { label })}
      value={edge.minutes}
      onChange={(next) => {
        const minutes = Math.round(Number(next));
        if (Number.isFinite(minutes) && Math.abs(minutes) <= DAY_MINUTES / 2) onChange(printEdge({ ...edge, minutes }));
      }}
      step={15}
      min={-DAY_MINUTES / 2}
      max={DAY_MINUTES / 2}
      allowDecimal={false}
      suffix={` ${t('schedule.minutes')}`}
      prefix={edge.minutes > 0 ? '+' : ''}
      w={130}
    />
  );
}
