import { Button, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUserActions, useUsers, type UserEntry } from '@/data/users/queries';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { PageHeader } from '@/ui/PageHeader';
import { Tokens } from './Tokens';
import { UserDialog } from './UserDialog';
import { UserTable } from './UserTable';

/** Who may log in and do what, and the tokens of programs. */
export function Component() {
  const { t } = useTranslation('upkeep');
  const users = useUsers();
  const [dialog, setDialog] = useState<'new' | UserEntry | null>(null);
  const [dropping, setDropping] = useState<string | null>(null);
  return (
    <>
      <PageHeader title={t('users.title')}>
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setDialog('new')} data-testid="add-user">
          {t('users.new')}
        </Button>
      </PageHeader>
      <Text c="dimmed" mb="md" maw={760}>
        {t('users.intro')}
      </Text>
      {users.error ? <ErrorNotice error={users.error} retry={() => void users.refetch()} /> : null}
      {users.isPending ? <PageSkeleton /> : null}
      {users.data ? <UserTable users={users.data} onPassword={setDialog} onDrop={setDropping} /> : null}
      <Tokens />
      {dialog ? <UserDialog user={dialog === 'new' ? null : dialog} onClose={() => setDialog(null)} /> : null}
      <DropDialog name={dropping} onClose={() => setDropping(null)} />
    </>
  );
}

function DropDialog({ name, onClose }: { name: string | null; onClose: () => void }) {
  const { t } = useTranslation('upkeep');
  const { drop } = useUserActions();
  const close = () => {
    drop.reset();
    onClose();
  };
  return (
    <ConfirmDialog
      opened={name !== null}
      title={t('users.drop_title', { name: name ?? '' })}
      confirm={t('users.drop')}
      icon={<IconTrash size={18} aria-hidden />}
      pending={drop.isPending}
      error={drop.error}
      onConfirm={() => name !== null && drop.mutate(name, { onSuccess: close })}
      onClose={close}
    >
      <Text>{t('users.drop_text')}</Text>
    </ConfirmDialog>
  );
}
