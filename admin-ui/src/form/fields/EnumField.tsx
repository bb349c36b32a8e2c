import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useField, type FieldProps } from '../context';

/** One of several; the default is named where nothing is chosen. */
export function EnumField(props: FieldProps) {
  const { t } = useTranslation('form');
  const { field, value, label, description, error, required, fallback, choice, set } = useField(props);
  const choices = field.schema.enum ?? [];
  const data = choices.map((entry) => ({ value: String(entry), label: choice(entry) }));
  const optional = field.nullable || fallback !== undefined;
  return (
    <Select
      label={label}
      description={description}
      error={error}
      required={required}
      data-place={props.pointer}
      data={data}
      value={value === undefined || value === null ? null : String(value)}
      onChange={(next) => set(next === null ? undefined : choices.find((entry) => String(entry) === next))}
      placeholder={fallback === undefined ? t('unset') : t('default', { value: choice(fallback) })}
      clearable={optional}
      clearButtonProps={{ 'aria-label': t('use_default') }}
      allowDeselect={optional}
      searchable={data.length > 8}
    />
  );
}
