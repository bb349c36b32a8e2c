import { Switch } from '@mantine/core';
import { useField, type FieldProps } from '../context';

export function BooleanField(props: FieldProps) {
  const { value, label, description, error, fallback, set } = useField(props);
  return (
    <Switch
      label={label}
      description={description}
      error={error}
      data-place={props.pointer}
      checked={typeof value === 'boolean' ? value : fallback === true}
      onChange={(event) => set(event.currentTarget.checked)}
      pt={4}
    />
  );
}
