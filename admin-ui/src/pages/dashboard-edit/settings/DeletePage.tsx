import { Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useDeletePage } from '@/data/dashboards/mutations';
import { ConfirmDialog } from '@/ui/ConfirmDialog';

interface Props {
  title: string;
  count: number;
  remove: () => Promise<void>;
  onDeleted: () => void;
  onClose: () => void;
}

/** Asks before a page goes with everything on it; the versions still have it. */
export function DeletePage({ title, count, remove, onDeleted, onClose }: Props) {
  const { t } = useTranslation('dashboard-edit');
  const removing = useDeletePage(remove);
  return (
    <ConfirmDialog
      opened
      title={t('delete.title', { title })}
      confirm={t('settings.delete')}
      icon={<IconTrash size={16} />}
      pending={removing.isPending}
      error={removing.error}
      onConfirm={() => removing.mutate(undefined, { onSuccess: onDeleted })}
      onClose={onClose}
    >
      <Text>{t('delete.text', { count })}</Text>
    </ConfirmDialog>
  );
}
