import { Alert, Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Role } from '@/data/auth/rights';
import { useTokenActions } from '@/data/users/queries';
import { CopyField } from '@/ui/CopyField';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { RoleSelect } from './RoleSelect';

const DAYS = ['30', '90', '365', 'never'] as const;
type Days = (typeof DAYS)[number];

/** Makes a token and shows its text, this once. */
export function TokenDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['upkeep', 'common']);
  const { add } = useTokenActions();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [days, setDays] = useState<Days>('365');
  const made = add.data;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate({ name: name.trim(), role, expires_days: days === 'never' ? null : Number(days) });
  };
  const label = (each: Days) => (each === 'never' ? t('tokens.never') : t('tokens.days', { count: Number(each) }));
  return (
    <Modal
      opened
      onClose={onClose}
      title={made ? t('tokens.made', { name: made.name }) : t('tokens.new')}
      closeOnClickOutside={!made}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {made ? (
        <Stack>
          <Alert color="orange" icon={<IconAlertTriangle aria-hidden />}>
            {t('tokens.once')}
          </Alert>
          <CopyField label={t('tokens.text')} value={made.token} copyLabel={t('tokens.copy')} testId="token-text" />
          <Group justify="flex-end">
            <Button onClick={onClose}>{t('tokens.done')}</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={submit} noValidate>
          <Stack>
            <TextInput
              label={t('tokens.name')}
              description={t('tokens.name_text')}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              data-autofocus
              data-testid="token-name"
            />
            <RoleSelect value={role} onChange={setRole} />
            <Select
              label={t('tokens.expires')}
              data={DAYS.map((each) => ({ value: each, label: label(each) }))}
              value={days}
              allowDeselect={false}
              onChange={(value) => value && setDays(value as Days)}
            />
            {add.error ? <ErrorNotice error={add.error} /> : null}
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {t('common:cancel')}
              </Button>
              <Button type="submit" loading={add.isPending} disabled={name.trim() === ''} data-testid="token-save">
                {t('tokens.make')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
