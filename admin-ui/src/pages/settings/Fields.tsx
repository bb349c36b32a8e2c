import { NumberInput, PasswordInput, Switch, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useReason } from '@/i18n/reason';
import { useDraft, withField, type Group } from './draft';

export interface SettingProps {
  group: Group;
  field: string;
  label: string;
  help: string;
}

/** One field of the draft: its value, how it is changed, and what the gateway had against it. */
export function useField({ group, field, label, help }: SettingProps) {
  const reasons = useReason();
  const { settings, stored, change, wrong, mayChange } = useDraft();
  const error = wrong.find(({ path }) => `${path}/`.startsWith(`/${group}/${field}/`));
  const of = (from: typeof settings) => (from[group] as Record<string, unknown>)[field];
  return {
    value: of(settings),
    stored: of(stored),
    set: (value: unknown) => change(withField(settings, group, field, value)),
    common: {
      label,
      description: help,
      disabled: !mayChange,
      error: error ? reasons.text(error) : undefined,
      'data-testid': `setting-${group}-${field}`,
    },
  };
}

export function NumberSetting(props: SettingProps) {
  const { value, set, common } = useField(props);
  return (
    <NumberInput
      {...common}
      value={typeof value === 'number' ? value : ''}
      allowDecimal={false}
      onChange={(next) => set(Number(next))}
    />
  );
}

export function TextSetting(props: SettingProps) {
  const { value, set, common } = useField(props);
  return <TextInput {...common} value={String(value)} onChange={(event) => set(event.currentTarget.value)} />;
}

export function SwitchSetting(props: SettingProps) {
  const { value, set, common } = useField(props);
  return <Switch {...common} checked={value === true} onChange={(event) => set(event.currentTarget.checked)} />;
}

/** Never shown again; left empty, what is stored stays. */
export function SecretSetting(props: SettingProps) {
  const { t } = useTranslation(['settings', 'auth']);
  const { value, stored, set, common } = useField(props);
  const kept = typeof stored === 'object';
  return (
    <PasswordInput
      {...common}
      value={typeof value === 'string' ? value : ''}
      placeholder={kept ? t('secret_kept') : ''}
      autoComplete="new-password"
      onChange={(event) => set(event.currentTarget.value === '' ? stored : event.currentTarget.value)}
      visibilityToggleButtonProps={{ 'aria-label': t('auth:show_password') }}
    />
  );
}
