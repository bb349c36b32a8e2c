import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Known } from '@/data/bluetooth/devices';
import { useDeviceCalls } from '@/data/bluetooth/queries';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { useNotify } from '@/ui/notify';

/** Pairs with the PIN the device wants, or without. */
export function PairDialog({ instance, device, onClose }: { instance: string; device: Known; onClose: () => void }) {
  const { t } = useTranslation(['bluetooth', 'common']);
  const notify = useNotify();
  const { pair } = useDeviceCalls(instance);
  const [pin, setPin] = useState('');
  const name = device.configured ?? (device.name || device.address);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const finish = () => {
      onClose();
      notify.done(t('pair_done', { name }));
    };
    pair.mutate({ address: device.address, pin }, { onSuccess: finish });
  };
  return (
    <Modal opened onClose={onClose} title={t('named.pair', { name })} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <Text>{t('pair_text')}</Text>
          <TextInput
            label={t('pin')}
            description={t('pin_text')}
            value={pin}
            inputMode="numeric"
            maxLength={6}
            onChange={(event) => setPin(event.currentTarget.value.replaceAll(/\D/g, ''))}
            data-autofocus
            data-testid="pin"
          />
          {pair.error ? <ErrorNotice error={pair.error} /> : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" loading={pair.isPending} data-testid="pair-now">
              {t('pair')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
