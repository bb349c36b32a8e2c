import { Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useDeletePage } from '@/data/dashboards/mutations';
import { ConfirmDialog } from '@/ui/ConfirmDialog';

interface Props {
  id: string;
  title: string;
  count: number;
  rev: number;
  onDeleted: () => void;
  onClose: () => void;
}

/** Asks before a page goes with everything on it; the versions still have it. */
export function DeletePage({ id, title, count, rev, onDeleted, onClose }: Props) {
  const { t } = useTranslation('dashboard-edit');
  const remove = useDeletePage();
  return (
    <ConfirmDialog
      opened
      title={t('delete.title', { title })}
      confirm={t('settings.delete')}
      icon={<IconTrash size={16} />}
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ id, rev }, { onSuccess: onDeleted })}
      onClose={onClose}
    >
      <Text>{t('delete.text', { count })}</Text>
    </ConfirmDialog>
  );
}
