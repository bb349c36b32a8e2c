import { Popover } from '@mantine/core';
import { useEffect, type ReactElement, type ReactNode } from 'react';
import classes from './ListBox.module.css';
import type { ListBoxState } from './use-list-box';

interface Props {
  state: ListBoxState;
  label: string;
  options: readonly { key: string; content: ReactNode; group?: string | undefined }[];
  /** Below the options: what is being looked for, how many more there are. */
  footer?: ReactNode;
  /** Shown without options too, while there is a footer. */
  children: ReactElement;
}

/** The list below a field; the field keeps the focus. */
export function ListBox({ state, label, options, footer, children }: Props) {
  const { active, optionId } = state;
  useEffect(() => {
    if (active >= 0) document.getElementById(optionId(active))?.scrollIntoView({ block: 'nearest' });
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [active]);
  return (
    <Popover
      opened={state.shown}
      position="bottom-start"
      width="target"
      offset={4}
      trapFocus={false}
      withRoles={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      transitionProps={{ duration: 0 }}
      middlewares={{ shift: true, flip: true }}
    >
      <Popover.Target>{children}</Popover.Target>
      <Popover.Dropdown className={classes.dropdown ?? ''}>
        <div id={state.id} role="listbox" aria-label={label} className={classes.list} tabIndex={-1}>
          {options.map(({ key, content, group }, index) => (
            <Option key={key} index={index} state={state} group={group === options[index - 1]?.group ? undefined : group}>
              {content}
            </Option>
          ))}
        </div>
        {footer ? <div className={classes.footer}>{footer}</div> : null}
      </Popover.Dropdown>
    </Popover>
  );
}

interface OptionProps {
  index: number;
  state: ListBoxState;
  group: string | undefined;
  children: ReactNode;
}

function Option({ index, state, group, children }: OptionProps) {
  return (
    <>
      {group === undefined ? null : (
        <div role="presentation" className={classes.group}>
          {group}
        </div>
      )}
      {/* The keyboard is served at the field. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events */}
      <div
        id={state.optionId(index)}
        role="option"
        tabIndex={-1}
        aria-selected={state.active === index}
        className={classes.option}
        // Keeps the focus in the field.
        onMouseDown={(event) => event.preventDefault()}
        onMouseMove={() => state.active !== index && state.hover(index)}
        onClick={() => state.choose(index)}
      >
        {children}
      </div>
    </>
  );
}
