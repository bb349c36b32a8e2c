import { Select } from '@mantine/core';
import classes from './select.module.css';

interface Props {
  name: string;
  choices: { value: string; label: string }[];
  now: string | null;
  placeholder: string;
  disabled: boolean;
  onChoose: (value: string | null) => void;
}

/** From so many on one searches. */
const MANY = 8;

/** Choices that unfold. */
export default function List({ name, choices, now, placeholder, disabled, onChoose }: Props) {
  return (
    <Select
      aria-label={name}
      data={choices}
      value={now}
      placeholder={placeholder}
      onChange={onChoose}
      disabled={disabled}
      allowDeselect={false}
      searchable={choices.length > MANY}
      classNames={{ input: classes.list ?? '' }}
      data-testid="select"
    />
  );
}
