import { PasswordInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface Props {
  value: string;
  onChange: (text: string) => void;
  description: string;
}

export function Passphrase({ value, onChange, description }: Props) {
  const { t } = useTranslation(['backups', 'auth']);
  return (
    <PasswordInput
      label={t('passphrase')}
      description={description}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      autoComplete="off"
      data-autofocus
      data-testid="passphrase"
      visibilityToggleButtonProps={{ 'aria-label': t('auth:show_password') }}
    />
  );
}
