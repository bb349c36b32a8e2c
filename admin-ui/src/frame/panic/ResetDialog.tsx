import { Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useInstances } from '@/data/instances/queries';
import { useResetPanic, type Panic } from '@/data/panic/queries';
import { ConfirmDialog } from '@/ui/ConfirmDialog';

const NAMED = 12;

/** Says what runs again before it does. */
export function ResetDialog({ opened, onClose, panic }: { opened: boolean; onClose: () => void; panic: Panic }) {
  const { t } = useTranslation('panic');
  const reset = useResetPanic();
  const instances = useInstances();
  const close = () => {
    reset.reset();
    onClose();
  };
  const again = (instances.data ?? []).filter((each) => each.enabled).map((each) => each.title || each.id);
  const names = again.slice(0, NAMED).join(', ');
  return (
    <ConfirmDialog
      opened={opened}
      title={t('reset_title')}
      confirm={t('reset_confirm')}
      icon={<IconPlayerPlay size={18} />}
      color="blue"
      pending={reset.isPending}
      error={reset.error}
      onConfirm={() => reset.mutate(undefined, { onSuccess: close })}
      onClose={close}
    >
      <Text>{t(`reset_texts.${panic.level ?? 'all'}`)}</Text>
      {panic.level === 'all' && again.length > 0 ? (
        <Text>
          {again.length > NAMED ? t('runs_again_more', { names, count: again.length - NAMED }) : t('runs_again', { names })}
        </Text>
      ) : null}
    </ConfirmDialog>
  );
}
