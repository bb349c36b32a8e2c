import { Button, Group, Modal, PasswordInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { nameFor, type Known } from '@/data/bluetooth/devices';
import { useAddDevice, useBluetoothTypes } from '@/data/bluetooth/queries';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { useNotify } from '@/ui/notify';

interface Props {
  instance: string;
  device: Known;
  taken: readonly string[];
  type: string | undefined;
  onClose: () => void;
}

/** Takes a device into the instance: a name, its type, its key where the type wants one. */
export function AddDialog({ instance, device, taken, type: found, onClose }: Props) {
  const { t } = useTranslation(['bluetooth', 'common', 'auth']);
  const notify = useNotify();
  const types = useBluetoothTypes(instance);
  const add = useAddDevice(instance);
  const [name, setName] = useState(() => nameFor(device, taken));
  const [type, setType] = useState<string | null>(found ?? device.suggestions[0]?.type ?? null);
  const [key, setKey] = useState('');
  const chosen = types.data?.find((each) => each.type === type);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (type === null) return;
    const finish = () => {
      onClose();
      notify.done(t('added', { name }));
    };
    add.mutate({ name: name.trim(), address: device.address, type, key: key.trim() }, { onSuccess: finish });
  };
  const rated = new Map(device.suggestions.map((each) => [each.type, each.confidence]));
  const options = (types.data ?? [])
    .toSorted((a, b) => (rated.get(b.type) ?? 0) - (rated.get(a.type) ?? 0) || a.title.localeCompare(b.title))
    .map((each) => ({ value: each.type, label: `${each.title} (${each.type})` }));
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('add_title', { address: device.address })}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack>
          <TextInput
            label={t('name')}
            description={t('name_text')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
            data-testid="device-name"
          />
          <Select
            label={t('type')}
            description={t('type_text')}
            data={options}
            value={type}
            onChange={setType}
            searchable
            nothingFoundMessage={t('nothing_found')}
            data-testid="device-type"
          />
          {chosen?.listens ? <Text size="sm">{t('listens')}</Text> : null}
          <PasswordInput
            label={t('key')}
            description={t(chosen?.needs_key ? 'key_needed' : 'key_text')}
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
            autoComplete="off"
            required={chosen?.needs_key ?? false}
            data-testid="device-key"
            visibilityToggleButtonProps={{ 'aria-label': t('auth:show_password') }}
          />
          {types.error ? <ErrorNotice error={types.error} retry={() => void types.refetch()} /> : null}
          {add.error ? <ErrorNotice error={add.error} /> : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button
              type="submit"
              loading={add.isPending}
              disabled={name.trim() === '' || type === null}
              data-testid="device-save"
            >
              {t('add')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
