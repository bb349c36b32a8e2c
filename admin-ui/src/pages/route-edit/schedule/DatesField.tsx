import { TagsInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { parseDates } from './dates';

interface Props {
  label: string;
  help: string;
  value: unknown;
  error: string | undefined;
  place: string;
  onChange: (dates: string[]) => void;
}

/** Single dates and ranges, each a chip that can be removed. */
export function DatesField({ label, help, value, error, place, onChange }: Props) {
  const { t } = useTranslation('route-edit');
  const dates = value === undefined || value === '' ? [] : [value].flat().map(String);
  const wrong = dates.find((text) => parseDates(text) === null);
  return (
    <TagsInput
      label={label}
      description={help}
      value={dates}
      onChange={(next) => onChange(next.map((text) => text.trim()))}
      placeholder={dates.length === 0 ? t('schedule.dates_placeholder') : ''}
      splitChars={[',', ';', ' ']}
      acceptValueOnBlur
      error={wrong === undefined ? error : t('schedule.date_wrong', { text: wrong })}
      data-place={place}
    />
  );
}
