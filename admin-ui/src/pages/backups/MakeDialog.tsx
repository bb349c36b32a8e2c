import { Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useBackupActions } from '@/data/backups/queries';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { useNotify } from '@/ui/notify';
import { Passphrase } from './Passphrase';

/** Makes a backup; the passphrase is asked twice, as nothing comes back without it. */
export function MakeDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['backups', 'common', 'auth']);
  const notify = useNotify();
  const { create } = useBackupActions();
  const [passphrase, setPassphrase] = useState('');
  const [repeat, setRepeat] = useState('');
  const [note, setNote] = useState('');
  const differs = passphrase !== repeat;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (differs) return;
    const finish = () => {
      onClose();
      notify.done(t('made'));
    };
    create.mutate({ passphrase, note: note.trim() }, { onSuccess: finish });
  };
  return (
    <Modal opened onClose={onClose} title={t('make')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <Passphrase value={passphrase} onChange={setPassphrase} description={t('passphrase_text')} />
          <PasswordInput
            label={t('repeat')}
            value={repeat}
            onChange={(event) => setRepeat(event.currentTarget.value)}
            error={differs && repeat !== '' ? t('differs') : null}
            autoComplete="new-password"
            data-testid="passphrase-repeat"
            visibilityToggleButtonProps={{ 'aria-label': t('auth:show_password') }}
          />
          <TextInput label={t('note')} value={note} maxLength={200} onChange={(event) => setNote(event.currentTarget.value)} />
          <Text size="sm" c="dimmed">
            {t('warning')}
          </Text>
          {create.error ? <ErrorNotice error={create.error} /> : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" loading={create.isPending} disabled={differs} data-testid="backup-save">
              {t('make_now')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
