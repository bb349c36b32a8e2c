import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  value: string;
  onChange: (filter: string) => void;
}

/** Which topics are listened to at all; taken when Enter is pressed or the field is left. */
export function FilterField({ value, onChange }: Props) {
  const { t } = useTranslation('topics');
  const [text, setText] = useState(value);
  const take = () => {
    const wanted = text.trim() || '#';
    setText(wanted);
    if (wanted !== value) onChange(wanted);
  };
  return (
    <TextInput
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={(event) => event.key === 'Enter' && take()}
      aria-label={t('filter')}
      title={t('filter_about')}
      leftSection={<span aria-hidden>{t('filter_short')}</span>}
      leftSectionWidth={58}
      maxLength={1000}
      style={{ flex: '0 1 200px' }}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      data-testid="topic-filter"
    />
  );
}
