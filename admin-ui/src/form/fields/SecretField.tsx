import { Button, Group, Input, PasswordInput, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useField, type FieldProps } from '../context';
import { isKeptSecret, KEPT_SECRET } from '../validate';

/** Write-only: a stored value can be kept or replaced, never read. */
export function SecretField(props: FieldProps) {
  const { t } = useTranslation('form');
  const { value, label, description, error, required, set } = useField(props);
  const [stored] = useState(isKeptSecret(value));
  if (isKeptSecret(value)) {
    return (
      <Input.Wrapper label={label} description={description} error={error} labelElement="div">
        <Group gap="xs" mt={4}>
          <IconLock size={16} aria-hidden />
          <Text>{t('secret.stored')}</Text>
          <Button size="compact-sm" variant="default" onClick={() => set('')} aria-label={`${t('secret.change')}: ${label}`}>
            {t('secret.change')}
          </Button>
        </Group>
      </Input.Wrapper>
    );
  }
  return (
    <div>
      <PasswordInput
        label={label}
        description={description}
        error={error}
        required={required}
        data-place={props.pointer}
        placeholder={t('secret.placeholder')}
        value={typeof value === 'string' ? value : ''}
        onChange={(event) => set(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': t('secret.show') }}
      />
      {stored ? (
        <Button size="compact-sm" variant="subtle" mt={4} onClick={() => set(KEPT_SECRET)}>
          {t('secret.keep')}
        </Button>
      ) : null}
    </div>
  );
}
