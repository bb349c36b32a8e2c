import { Text } from '@mantine/core';
import { IconRefresh, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useClientActions, type BrokerAccess } from '@/data/clients/queries';
import { ConfirmDialog } from '@/ui/ConfirmDialog';

interface Props {
  name: string | null;
  onClose: () => void;
}

export function DropDialog({ name, onClose }: Props) {
  const { t } = useTranslation('clients');
  const { drop } = useClientActions();
  const close = () => {
    drop.reset();
    onClose();
  };
  return (
    <ConfirmDialog
      opened={name !== null}
      title={t('delete.title', { name: name ?? '' })}
      confirm={t('delete.confirm')}
      icon={<IconTrash size={18} />}
      pending={drop.isPending}
      error={drop.error}
      onConfirm={() => name !== null && drop.mutate(name, { onSuccess: close })}
      onClose={close}
    >
      <Text>{t('delete.text')}</Text>
    </ConfirmDialog>
  );
}

export function RotateDialog({ name, onClose, onRotated }: Props & { onRotated: (access: BrokerAccess) => void }) {
  const { t } = useTranslation('clients');
  const { rotate } = useClientActions();
  const close = () => {
    rotate.reset();
    onClose();
  };
  return (
    <ConfirmDialog
      opened={name !== null}
      title={t('rotate.title', { name: name ?? '' })}
      confirm={t('rotate.confirm')}
      icon={<IconRefresh size={18} />}
      pending={rotate.isPending}
      error={rotate.error}
      onConfirm={() => name !== null && rotate.mutate(name, { onSuccess: onRotated })}
      onClose={close}
    >
      <Text>{t('rotate.text')}</Text>
    </ConfirmDialog>
  );
}
