import { Button, Group, Modal, NumberInput, Stack, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import type { Row } from '../rows';

interface DeleteProps {
  row: Row | null;
  onConfirm: (row: Row) => void;
  onClose: () => void;
}

/** Asks before a route goes; what it carried is said once more. */
export function DeleteRouteDialog({ row, onConfirm, onClose }: DeleteProps) {
  const { t } = useTranslation('routes');
  if (row === null) return null;
  const { name, from, to } = row.summary;
  return (
    <ConfirmDialog
      opened
      title={t('delete.title', { name: name || row.label })}
      confirm={t('delete.confirm')}
      icon={<IconTrash size={18} />}
      pending={false}
      error={null}
      onConfirm={() => onConfirm(row)}
      onClose={onClose}
    >
      <Text>{t('delete.text')}</Text>
      <Text className="mono break" size="sm">
        {`${from.join(', ')} → ${to.join(', ')}`}
      </Text>
      <Text c="dimmed">{t('delete.back')}</Text>
    </ConfirmDialog>
  );
}

interface PlaceProps {
  row: Row | null;
  count: number;
  onMove: (row: Row, to: number) => void;
  onClose: () => void;
}

/** To a place far away in a long list. */
export function PlaceDialog({ row, count, onMove, onClose }: PlaceProps) {
  const { t } = useTranslation(['routes', 'common']);
  const [place, setPlace] = useState<number | string>('');
  if (row === null) return null;
  const wanted = typeof place === 'number' ? place : row.index + 1;
  const close = () => {
    setPlace('');
    onClose();
  };
  return (
    <Modal
      opened
      onClose={close}
      title={t('place.title', { name: row.summary.name || row.label })}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onMove(row, wanted - 1);
          close();
        }}
      >
        <Stack>
          <NumberInput
            label={t('place.label', { count })}
            description={t('place.text')}
            min={1}
            max={count}
            clampBehavior="strict"
            allowDecimal={false}
            value={place === '' ? row.index + 1 : place}
            onChange={setPlace}
            data-autofocus
            data-testid="place"
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" data-testid="place-confirm">
              {t('place.confirm')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
