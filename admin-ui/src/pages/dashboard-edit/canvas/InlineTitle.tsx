import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './canvas.module.css';

interface Props {
  title: string;
  onDone: (title: string) => void;
  /** `byKey`: the keyboard goes on from here. */
  onEnd: (byKey: boolean) => void;
}

/** The title where it stands; Enter or going elsewhere keeps it, Escape does not. */
export function InlineTitle({ title, onDone, onEnd }: Props) {
  const { t } = useTranslation('dashboard-edit');
  const [text, setText] = useState(title);
  const keep = (byKey: boolean) => {
    if (text !== title) onDone(text);
    onEnd(byKey);
  };
  return (
    <TextInput
      className={classes.rename ?? ''}
      size="xs"
      value={text}
      maxLength={80}
      aria-label={t('field.title')}
      data-testid="inline-title"
      onChange={(event) => setText(event.currentTarget.value)}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={() => keep(false)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep(true);
        else if (event.key === 'Escape') onEnd(true);
        else return;
        event.stopPropagation();
      }}
      autoFocus
    />
  );
}
