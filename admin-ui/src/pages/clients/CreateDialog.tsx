import { Button, Checkbox, Group, Modal, Stack, TagsInput, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { READ_RIGHTS, useCreateBrokerClient, type BrokerAccess, type ReadRight } from '@/data/clients/queries';
import { fieldErrorsOf } from '@/data/errors';
import { useReason } from '@/i18n/reason';
import { ErrorNotice } from '@/ui/ErrorNotice';

const NAME = /^[a-z][a-z0-9_-]{0,31}$/;

interface Props {
  opened: boolean;
  onClose: () => void;
  onCreated: (access: BrokerAccess) => void;
}

export function CreateDialog({ opened, onClose, onCreated }: Props) {
  const { t } = useTranslation(['clients', 'common']);
  return (
    <Modal opened={opened} onClose={onClose} title={t('new')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <CreateForm onClose={onClose} onCreated={onCreated} />
    </Modal>
  );
}

function CreateForm({ onClose, onCreated }: Omit<Props, 'opened'>) {
  const { t } = useTranslation(['clients', 'common']);
  const reasons = useReason();
  const create = useCreateBrokerClient();
  const [name, setName] = useState('');
  const [read, setRead] = useState<ReadRight[]>(['values', 'directory', 'status']);
  const [write, setWrite] = useState<string[]>([]);
  const [tried, setTried] = useState(false);
  const places = fieldErrorsOf(create.error);
  const at = (place: string) => {
    const found = places.find(({ path }) => path.startsWith(place));
    return found ? reasons.text(found) : null;
  };
  const wrongName = name.trim() === '' ? 'required' : 'client_name_invalid';
  const nameProblem = tried && !NAME.test(name.trim()) ? reasons.text({ key: wrongName }) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (NAME.test(name.trim())) create.mutate({ name: name.trim(), read, write }, { onSuccess: onCreated });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {create.error && places.length === 0 ? <ErrorNotice error={create.error} /> : null}
        <TextInput
          label={t('name')}
          description={t('name_help')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={nameProblem ?? at('/name')}
          autoCapitalize="none"
          data-autofocus
          name="client-name"
        />
        <Checkbox.Group
          label={t('column.read')}
          value={read}
          onChange={(rights) => setRead(READ_RIGHTS.filter((right) => rights.includes(right)))}
        >
          <Stack gap={8} mt={6}>
            {READ_RIGHTS.map((right) => (
              <Checkbox key={right} value={right} label={t(`read.${right}`)} description={t(`read_help.${right}`)} />
            ))}
          </Stack>
        </Checkbox.Group>
        <TagsInput
          label={t('write')}
          description={t('write_help')}
          placeholder={write.length === 0 ? t('write_placeholder') : ''}
          value={write}
          onChange={setWrite}
          error={at('/write')}
          acceptValueOnBlur
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={create.isPending} data-testid="create-client">
            {t('submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
