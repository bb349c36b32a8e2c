import { Button, Group, Modal, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Role } from '@/data/auth/rights';
import { fieldErrorsOf } from '@/data/errors';
import { useUserActions, type UserEntry } from '@/data/users/queries';
import { useReason } from '@/i18n/reason';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { useNotify } from '@/ui/notify';
import { RoleSelect } from './RoleSelect';

/** A new user, or a new password for one who forgot his. */
export function UserDialog({ user, onClose }: { user: UserEntry | null; onClose: () => void }) {
  const { t } = useTranslation(['upkeep', 'auth', 'common']);
  const reasons = useReason();
  const notify = useNotify();
  const { add, change } = useUserActions();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [password, setPassword] = useState('');
  const running = user ? change : add;
  const places = fieldErrorsOf(running.error);
  const at = (place: string) => {
    const found = places.find(({ path }) => path === place);
    return found ? reasons.text(found) : null;
  };
  const finish = (message: string) => {
    onClose();
    notify.done(message);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const fresh = name.trim();
    if (user) change.mutate({ name: user.name, password }, { onSuccess: () => finish(t('users.password_done')) });
    else add.mutate({ name: fresh, role, password }, { onSuccess: () => finish(t('users.added', { name: fresh })) });
  };
  const title = user ? t('users.password_of', { name: user.name }) : t('users.new');
  const complete = password !== '' && (user !== null || name.trim() !== '');
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <form onSubmit={submit} noValidate>
        <Stack>
          {user ? null : (
            <>
              <TextInput
                label={t('users.name')}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
                error={at('/name')}
                autoComplete="off"
                data-autofocus
                data-testid="user-name"
              />
              <RoleSelect value={role} onChange={setRole} />
            </>
          )}
          <PasswordInput
            label={t('users.new_password')}
            description={user ? t('users.password_text') : undefined}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={at('/password')}
            autoComplete="new-password"
            data-testid="user-password"
            visibilityToggleButtonProps={{ 'aria-label': t('auth:show_password') }}
          />
          {running.error && places.length === 0 ? <ErrorNotice error={running.error} /> : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" loading={running.isPending} disabled={!complete} data-testid="user-save">
              {t('common:save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
