import { Chip, Group, Input } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { DAYS, parseDays, printDays } from './days';
import { useDayNames } from './use-day-names';

interface Props {
  days: string;
  error: string | undefined;
  place: string;
  onChange: (days: string) => void;
}

/** The days of the week, on or off; at least one is. */
export function DayToggles({ days, error, place, onChange }: Props) {
  const { t } = useTranslation('route-edit');
  const id = useId();
  const names = useDayNames();
  const chosen = parseDays(days);
  return (
    <Input.Wrapper
      label={t('schedule.days')}
      error={error ?? (chosen === null ? t('schedule.days_wrong', { text: days }) : undefined)}
      labelElement="div"
      labelProps={{ id }}
    >
      <Group gap={4} role="group" aria-labelledby={id} data-place={place} tabIndex={-1}>
        {DAYS.map((day, index) => {
          const on = chosen?.has(index) ?? false;
          return (
            <Chip
              key={day}
              size="xs"
              checked={on}
              // The last day that is on stays on: no day at all would be every day.
              disabled={on && chosen?.size === 1}
              onChange={(checked) => {
                const next = new Set(chosen ?? []);
                if (checked) next.add(index);
                else next.delete(index);
                onChange(printDays(next));
              }}
              aria-label={names.long[index] ?? day}
            >
              {names.short[index]}
            </Chip>
          );
        })}
      </Group>
    </Input.Wrapper>
  );
}
