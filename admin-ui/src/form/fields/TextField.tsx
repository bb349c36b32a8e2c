import { Textarea, TextInput } from '@mantine/core';
import { useField, type FieldProps } from '../context';

/** Text; emptied it falls back to its default. */
export function TextField(props: FieldProps) {
  const { field, value, label, description, error, required, fallback, set } = useField(props);
  const example = field.schema.examples?.[0];
  const shared = {
    label,
    description,
    error,
    required,
    'data-place': props.pointer,
    placeholder: fallback === undefined ? (typeof example === 'string' ? example : '') : String(fallback),
    value: typeof value === 'string' ? value : '',
    onChange: (event: { currentTarget: { value: string } }) =>
      set(event.currentTarget.value === '' ? undefined : event.currentTarget.value),
  };
  return field.kind === 'multiline' ? <Textarea {...shared} autosize minRows={3} maxRows={12} /> : <TextInput {...shared} />;
}
