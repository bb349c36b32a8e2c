import { Alert, Button, FileButton, Progress, Text } from '@mantine/core';
import { IconArchive, IconPlus, IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBackupActions, useBackups, type Backup, type Work } from '@/data/backups/queries';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { useNow } from '@/format/now';
import { moment } from '@/format/time';
import { useReason } from '@/i18n/reason';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNotice } from '@/ui/ErrorNotice';
import classes from '@/ui/list.module.css';
import { useNotify } from '@/ui/notify';
import { PageHeader } from '@/ui/PageHeader';
import { BackupLine } from './BackupLine';
import { MakeDialog } from './MakeDialog';
import { RestoreDialog } from './RestoreDialog';

/** Files of everything a person configured: made, fetched, compared with what runs, put back. */
export function Component() {
  const { t } = useTranslation('backups');
  const now = useNow();
  const notify = useNotify();
  const reasons = useReason();
  const backups = useBackups();
  const { upload } = useBackupActions();
  const [making, setMaking] = useState(false);
  const [restoring, setRestoring] = useState<Backup | null>(null);
  const [dropping, setDropping] = useState<string | null>(null);
  const list = backups.data?.backups ?? [];
  const take = (file: File | null) => {
    if (file) upload.mutate(file, { onSuccess: () => notify.done(t('uploaded')), onError: notify.failed });
  };
  return (
    <>
      <PageHeader title={t('title')}>
        <FileButton onChange={take} accept=".zip,application/zip">
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconUpload size={18} aria-hidden />} loading={upload.isPending}>
              {t('upload')}
            </Button>
          )}
        </FileButton>
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setMaking(true)} data-testid="make-backup">
          {t('make')}
        </Button>
      </PageHeader>
      <Text c="dimmed" mb="md" maw={760}>
        {t('intro')}{' '}
        {backups.data ? (backups.data.next ? t('next', { time: moment(backups.data.next, now) }) : t('no_schedule')) : ''}
      </Text>
      {backups.data?.problem ? (
        <Alert color="red" mb="md">
          {reasons.text(backups.data.problem)}
        </Alert>
      ) : null}
      {backups.data?.work ? <Working work={backups.data.work} /> : null}
      {backups.error ? <ErrorNotice error={backups.error} retry={() => void backups.refetch()} /> : null}
      {backups.isPending ? <PageSkeleton /> : null}
      {backups.data && list.length === 0 ? (
        <EmptyState icon={<IconArchive size={52} stroke={1.1} />} title={t('none')} text={t('none_text')} />
      ) : null}
      <ul className={classes.list} aria-label={t('title')}>
        {list.map((each) => (
          <BackupLine key={each.id} backup={each} onRestore={() => setRestoring(each)} onDrop={() => setDropping(each.id)} />
        ))}
      </ul>
      {making ? <MakeDialog onClose={() => setMaking(false)} /> : null}
      {restoring ? <RestoreDialog backup={restoring} onClose={() => setRestoring(null)} /> : null}
      <DropDialog id={dropping} onClose={() => setDropping(null)} />
    </>
  );
}

function Working({ work }: { work: Work }) {
  const { t } = useTranslation('backups');
  const label = t('working', { done: work.done, steps: work.steps });
  return (
    <div role="status" style={{ marginBottom: 16 }}>
      <Text mb={4}>{label}</Text>
      <Progress value={(100 * work.done) / Math.max(1, work.steps)} animated aria-label={label} />
    </div>
  );
}

function DropDialog({ id, onClose }: { id: string | null; onClose: () => void }) {
  const { t } = useTranslation('backups');
  const { drop } = useBackupActions();
  const close = () => {
    drop.reset();
    onClose();
  };
  return (
    <ConfirmDialog
      opened={id !== null}
      title={t('drop_title')}
      confirm={t('drop')}
      pending={drop.isPending}
      error={drop.error}
      onConfirm={() => id !== null && drop.mutate(id, { onSuccess: close })}
      onClose={close}
    >
      <Text className="mono break">{id}</Text>
    </ConfirmDialog>
  );
}
