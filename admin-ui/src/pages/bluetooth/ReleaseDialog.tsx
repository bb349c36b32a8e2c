import { Button, Group, Modal, NumberInput, Stack, Text } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Known } from '@/data/bluetooth/devices';
import { useDeviceCalls } from '@/data/bluetooth/queries';
import { ErrorNotice } from '@/ui/ErrorNotice';

/** Leaves a device to the app of its maker for a while. */
export function ReleaseDialog({ instance, device, onClose }: { instance: string; device: Known; onClose: () => void }) {
  const { t } = useTranslation(['bluetooth', 'common']);
  const { release } = useDeviceCalls(instance);
  const [minutes, setMinutes] = useState<number | string>(10);
  const name = device.configured ?? device.address;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    release.mutate({ address: device.address, minutes: Number(minutes) }, { onSuccess: onClose });
  };
  return (
    <Modal opened onClose={onClose} title={t('named.release', { name })} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <Text>{t('release_text')}</Text>
          <NumberInput
            label={t('minutes')}
            value={minutes}
            onChange={setMinutes}
            min={1}
            max={1440}
            data-testid="minutes"
            data-autofocus
          />
          {release.error ? <ErrorNotice error={release.error} /> : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" loading={release.isPending} disabled={!(Number(minutes) > 0)} data-testid="release-now">
              {t('release')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
