import { NumberInput } from '@mantine/core';
import { plain } from '@/format/number';
import { currentLanguage } from '@/i18n';
import { useField, type FieldProps } from '../context';

/** A number in the reader's notation; emptied it falls back to its default. */
export function NumberField(props: FieldProps) {
  const { field, value, label, description, error, required, fallback, set } = useField(props);
  const { minimum, maximum } = field.schema;
  const empty = field.nullable && field.schema.default !== null ? null : undefined;
  return (
    <NumberInput
      label={label}
      description={description}
      error={error}
      required={required}
      data-place={props.pointer}
      placeholder={typeof fallback === 'number' ? plain(fallback) : ''}
      value={typeof value === 'number' || typeof value === 'string' ? value : ''}
      onChange={(next) => set(next === '' ? empty : typeof next === 'number' ? next : Number(next))}
      allowDecimal={field.kind === 'number'}
      decimalSeparator={currentLanguage() === 'de' ? ',' : '.'}
      allowedDecimalSeparators={['.', ',']}
      clampBehavior="none"
      {...(minimum === undefined ? {} : { min: minimum })}
      {...(maximum === undefined ? {} : { max: maximum })}
    />
  );
}
