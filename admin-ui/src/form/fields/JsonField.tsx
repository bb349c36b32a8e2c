import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { JsonProblemText } from '@/json/JsonProblem';
import { parseJson } from '@/json/position';
import { useField, type FieldProps } from '../context';

/** For what no other field can show: the value as JSON text, taken over as soon as it is valid. */
export function JsonField(props: FieldProps) {
  const { value, label, description, error, required, set } = useField(props);
  const [text, setText] = useState(value === undefined ? '' : JSON.stringify(value, null, 2));
  const parsed = text.trim() === '' ? { value: undefined } : parseJson(text);
  const change = (next: string) => {
    setText(next);
    const result = next.trim() === '' ? { value: undefined } : parseJson(next);
    if ('value' in result) set(result.value);
  };
  return (
    <Textarea
      label={label}
      description={description}
      error={'problem' in parsed ? <JsonProblemText problem={parsed.problem} /> : error}
      required={required}
      data-place={props.pointer}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      autosize
      minRows={2}
      maxRows={16}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
    />
  );
}
