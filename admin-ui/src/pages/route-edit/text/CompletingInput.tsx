import { Input } from '@mantine/core';
import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { usePointOptions } from '../addresses/use-point-options';
import { ListBox } from '@/ui/list-box/ListBox';
import { useListBox } from '@/ui/list-box/use-list-box';
import type { Span } from '../pipeline/parse';
import classes from './CompletingInput.module.css';
import { apply, fitting, type Completion, type Option } from './completion';
import { Marked } from './Marked';

interface Props {
  label: string;
  labelHidden?: boolean;
  description?: ReactNode;
  error?: ReactNode;
  placeholder?: string;
  value: string;
  onChange: (text: string) => void;
  complete: (text: string, caret: number) => Completion;
  /** What an option is about; also looked through for what was typed. */
  detailOf: (option: Option) => string;
  /** Pieces of the text that are wrong. */
  marks?: readonly Span[];
  place?: string;
  testId?: string;
  focusName?: string;
}

const NONE: readonly Span[] = [];

/** A text of one line that may wrap, with a list of what fits at the caret and wrong pieces underlined. */
export function CompletingInput(props: Props) {
  const { label, labelHidden = false, description, error, value, onChange, detailOf, marks = NONE } = props;
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const moveTo = useRef<number | null>(null);
  const [caret, setCaret] = useState(0);
  const [focused, setFocused] = useState(false);
  const completion = props.complete(value, Math.min(caret, value.length));
  const points = usePointOptions(completion.typed, focused && completion.points === true);
  const options = completion.points ? points.options : fitting(completion.options, completion.typed, detailOf);
  const choose = (index: number) => {
    const option = options[index];
    if (option === undefined) return;
    const result = apply(value, completion, option);
    moveTo.current = result.caret;
    onChange(result.text);
    // A name with its brackets wants something inside, a parameter its value; anything else is complete.
    if (option.caret === undefined && !/[= ]$/.test(option.insert)) list.close();
  };
  const list = useListBox({
    keys: options.map(({ label: name }) => name),
    // With nothing typed, Enter must not put in the first of all.
    eager: completion.typed !== '' && !options.some(({ insert }) => insert.trim() === completion.typed),
    onChoose: choose,
  });
  useLayoutEffect(() => {
    if (moveTo.current === null) return;
    field.current?.setSelectionRange(moveTo.current, moveTo.current);
    setCaret(moveTo.current);
    moveTo.current = null;
  }, [value]);
  const keyDown = (event: KeyboardEvent) => {
    if (event.key === ' ' && event.ctrlKey) {
      event.preventDefault();
      list.open();
    } else if (!list.keyDown(event) && event.key === 'Enter') event.preventDefault();
  };
  const wrong = error !== undefined && error !== null && error !== false;
  return (
    <Input.Wrapper
      id={id}
      label={labelHidden ? undefined : label}
      description={description}
      error={error}
      descriptionProps={{ id: `${id}-description` }}
      errorProps={{ id: `${id}-error` }}
    >
      <ListBox
        state={list}
        label={label}
        options={options.map((option) => ({
          key: option.label,
          content: points.contentOf(option) ?? <OptionLine option={option} detail={detailOf(option)} />,
        }))}
      >
        <div className={classes.editor} data-error={wrong || undefined}>
          <Marked text={value || (props.placeholder ?? '')} marks={value === '' ? NONE : marks} className={classes.mirror} />
          <textarea
            ref={field}
            id={id}
            className={classes.text}
            rows={1}
            value={value}
            placeholder={props.placeholder}
            onChange={(event) => {
              setCaret(event.currentTarget.selectionStart);
              onChange(event.currentTarget.value.replaceAll('\n', ' '));
              list.open();
            }}
            onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
            onKeyDown={keyDown}
            onFocus={() => {
              setFocused(true);
              if (value === '') list.open();
            }}
            onBlur={() => {
              setFocused(false);
              list.close();
            }}
            aria-label={labelHidden ? label : undefined}
            aria-invalid={wrong}
            aria-describedby={wrong ? `${id}-error` : description ? `${id}-description` : undefined}
            {...list.aria}
            data-place={props.place}
            data-testid={props.testId}
            data-focus={props.focusName}
            spellCheck={false}
            autoCapitalize="off"
            autoCorrect="off"
          />
        </div>
      </ListBox>
    </Input.Wrapper>
  );
}

function OptionLine({ option, detail }: { option: Option; detail: string }) {
  return (
    <span className={classes.option}>
      <span className="mono">{option.label}</span>
      <span className={classes.detail}>{detail}</span>
    </span>
  );
}
