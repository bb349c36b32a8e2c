import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePreview, useRestore, type Backup } from '@/data/backups/queries';
import { useNow } from '@/format/now';
import { moment } from '@/format/time';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { Differences } from './Differences';
import { Passphrase } from './Passphrase';
import { allOf, chosenItems, type Chosen } from './choice';

/** Opens a backup, compares it with what runs, and puts the chosen items back. */
export function RestoreDialog({ backup, onClose }: { backup: Backup; onClose: () => void }) {
  const { t } = useTranslation(['backups', 'common']);
  const now = useNow();
  const [passphrase, setPassphrase] = useState('');
  const [chosen, setChosen] = useState<Chosen>(new Set());
  const preview = usePreview(backup.id);
  const restore = useRestore(backup.id);
  const open = () => preview.mutate(passphrase, { onSuccess: (found) => setChosen(allOf(found)) });
  const put = () => restore.mutate({ passphrase, items: chosenItems(chosen) });
  const title = t('restore_title', { time: moment(backup.created, now) });
  return (
    <Modal opened onClose={onClose} title={title} size="xl" closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack>
        {restore.isSuccess ? (
          <>
            <Alert color="teal" data-testid="restored">
              {t('restored', { count: Object.values(restore.data.restored).flat().length })}
            </Alert>
            <Text>{t('before_kept')}</Text>
            <Text className="mono break">{restore.data.before}</Text>
          </>
        ) : preview.isSuccess ? (
          <Differences preview={preview.data} chosen={chosen} onChosen={setChosen} />
        ) : (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              open();
            }}
          >
            <Passphrase value={passphrase} onChange={setPassphrase} description={t('open_text')} />
          </form>
        )}
        {preview.error ? <ErrorNotice error={preview.error} /> : null}
        {restore.error ? <ErrorNotice error={restore.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t(restore.isSuccess ? 'common:close' : 'common:cancel')}
          </Button>
          {restore.isSuccess ? null : preview.isSuccess ? (
            <Button onClick={put} loading={restore.isPending} disabled={chosen.size === 0} data-testid="restore-now">
              {t('restore_now', { count: chosen.size })}
            </Button>
          ) : (
            <Button onClick={open} loading={preview.isPending} data-testid="compare">
              {t('compare')}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
