import { CloseButton, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRouteEdit } from '../context';
import { readValue } from './read-value';

/** Runs a value somebody thought of instead of the real ones. */
export function TryValue() {
  const { t } = useTranslation('route-edit');
  const { preview } = useRouteEdit();
  const [text, setText] = useState('');
  const change = (next: string) => {
    setText(next);
    preview.setValue(next.trim() === '' ? undefined : readValue(next));
  };
  return (
    <TextInput
      mt="sm"
      size="xs"
      label={t('preview.try')}
      placeholder={t('preview.try_placeholder')}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={(event) => {
        // It is not part of what is saved.
        if (event.key === 'Enter') event.preventDefault();
      }}
      rightSection={text === '' ? null : <CloseButton size="sm" aria-label={t('preview.try_end')} onClick={() => change('')} />}
      data-testid="try-value"
    />
  );
}
