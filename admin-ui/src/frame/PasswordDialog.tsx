import { Button, Group, Modal, PasswordInput, Stack } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useChangePassword } from '@/data/auth/queries';
import { fieldErrorsOf } from '@/data/errors';
import { useReason } from '@/i18n/reason';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { useNotify } from '@/ui/notify';

/** Changes one's own password; every other session of this user ends. */
export default function PasswordDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['auth', 'common']);
  const reasons = useReason();
  const { done } = useNotify();
  const change = useChangePassword();
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  const [repeat, setRepeat] = useState('');
  const [tried, setTried] = useState(false);
  const places = fieldErrorsOf(change.error);
  const at = (place: string) => {
    const found = places.find(({ path }) => path === place);
    return found ? reasons.text(found) : null;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (old === '' || fresh === '' || fresh !== repeat) return;
    const finish = () => {
      onClose();
      done(t('password.done'));
    };
    change.mutate({ old, new: fresh }, { onSuccess: finish });
  };
  const required = (value: string) => (tried && value === '' ? t('problem.required') : null);
  const eye = { visibilityToggleButtonProps: { 'aria-label': t('show_password') } };
  return (
    <Modal opened onClose={onClose} title={t('password.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <form onSubmit={submit} noValidate>
        <Stack>
          {change.error && places.length === 0 ? <ErrorNotice error={change.error} /> : null}
          <PasswordInput
            {...eye}
            label={t('password.old')}
            value={old}
            onChange={(event) => setOld(event.currentTarget.value)}
            error={required(old) ?? at('/old')}
            autoComplete="current-password"
            name="old"
            data-autofocus
          />
          <PasswordInput
            {...eye}
            label={t('password.new')}
            value={fresh}
            onChange={(event) => setFresh(event.currentTarget.value)}
            error={required(fresh) ?? at('/new') ?? at('/password')}
            autoComplete="new-password"
            name="new"
          />
          <PasswordInput
            {...eye}
            label={t('password.repeat')}
            value={repeat}
            onChange={(event) => setRepeat(event.currentTarget.value)}
            error={tried && repeat !== fresh ? t('problem.mismatch') : null}
            autoComplete="new-password"
            name="repeat"
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" loading={change.isPending} data-testid="password-submit">
              {t('password.submit')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
