import { Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useDeleteInstance } from '@/data/instances/queries';
import type { Instance } from '@/data/instances/types';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { useNotify } from '@/ui/notify';
import type { Dialogs } from './state';

export function DeleteDialog({ instance, dialogs }: { instance: Instance; dialogs: Dialogs }) {
  const { t } = useTranslation('instances');
  const remove = useDeleteInstance();
  const { done } = useNotify();
  const name = instance.title || instance.id;
  const close = () => {
    remove.reset();
    dialogs.close();
  };
  const finish = () => {
    close();
    done(t('done.delete', { name }));
  };
  return (
    <ConfirmDialog
      opened={dialogs.name === 'delete'}
      title={t('delete.title', { name })}
      confirm={t('delete.confirm')}
      icon={<IconTrash size={18} />}
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(instance.id, { onSuccess: finish })}
      onClose={close}
    >
      <Text>{t('delete.text')}</Text>
    </ConfirmDialog>
  );
}
