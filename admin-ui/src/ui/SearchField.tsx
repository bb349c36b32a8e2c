import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

interface Props {
  label: string;
  value: string;
  onChange: (text: string) => void;
}

/** The page's search; the key `/` jumps here. */
export function SearchField({ label, value, onChange }: Props) {
  const { t } = useTranslation('common');
  return (
    <TextInput
      data-search
      data-testid="search"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={value === '' ? null : <CloseButton size="sm" aria-label={t('clear')} onClick={() => onChange('')} />}
      style={{ flex: '1 1 260px', maxWidth: 440 }}
    />
  );
}
