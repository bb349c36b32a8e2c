import { Alert, Button, Checkbox, Group, Modal, Stack, TagsInput, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { READ_RIGHTS, useClientActions, type BrokerAccess, type BrokerClient, type ClientRights } from '@/data/clients/queries';
import { fieldErrorsOf } from '@/data/errors';
import { useReason } from '@/i18n/reason';
import { ErrorNotice } from '@/ui/ErrorNotice';

const NAME = /^[a-z][a-z0-9_-]{0,31}$/;
/** A new program reads what there is and writes nothing. */
const SAFE: ClientRights = { read: [...READ_RIGHTS], points: [], write: [], subscribe: [], publish: [] };
const PATTERNS = ['points', 'write', 'subscribe', 'publish'] as const;

interface Props {
  /** `new`, the client whose rights change, or null while closed. */
  client: 'new' | BrokerClient | null;
  onClose: () => void;
  onCreated: (access: BrokerAccess) => void;
}

/** Name and rights of a program, or other rights of one that exists. */
export function RightsDialog({ client, onClose, onCreated }: Props) {
  const { t } = useTranslation(['clients', 'common']);
  const title = client === null || client === 'new' ? t('new') : t('edit.title', { name: client.name });
  return (
    <Modal opened={client !== null} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('common:close') }}>
      {client === null ? null : <RightsForm client={client} onClose={onClose} onCreated={onCreated} />}
    </Modal>
  );
}

function RightsForm({ client, onClose, onCreated }: Props & { client: 'new' | BrokerClient }) {
  const { t } = useTranslation(['clients', 'common']);
  const reasons = useReason();
  const { create, change } = useClientActions();
  const known = client === 'new' ? null : client;
  const [name, setName] = useState(known?.name ?? '');
  const [rights, setRights] = useState<ClientRights>(known ?? SAFE);
  const [confirm, setConfirm] = useState(false);
  const [tried, setTried] = useState(false);
  const error = create.error ?? change.error;
  const places = fieldErrorsOf(error);
  const at = (place: string) => {
    const found = places.find(({ path }) => path.startsWith(place));
    return found ? reasons.text(found) : null;
  };
  const set = (changes: Partial<ClientRights>) => setRights((now) => ({ ...now, ...changes }));
  const fresh = rights.publish.filter((topic) => known?.publish.includes(topic) !== true);
  const unconfirmed = fresh.length > 0 && !confirm;
  const wrongName = name.trim() === '' ? 'required' : 'client_name_invalid';
  const nameProblem = tried && !NAME.test(name.trim()) ? reasons.text({ key: wrongName }) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!NAME.test(name.trim()) || unconfirmed) return;
    const { read, points, write, subscribe, publish } = rights;
    const wanted = { name: name.trim(), read, points, write, subscribe, publish, confirm };
    if (known) change.mutate(wanted, { onSuccess: onClose });
    else create.mutate(wanted, { onSuccess: onCreated });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {error && places.length === 0 ? <ErrorNotice error={error} /> : null}
        {known ? null : (
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
        )}
        <Checkbox.Group
          label={t('column.read')}
          value={rights.read}
          onChange={(chosen) => set({ read: READ_RIGHTS.filter((right) => chosen.includes(right)) })}
        >
          <Stack gap={8} mt={6}>
            {READ_RIGHTS.map((right) => (
              <Checkbox key={right} value={right} label={t(`read.${right}`)} description={t(`read_help.${right}`)} />
            ))}
          </Stack>
        </Checkbox.Group>
        {PATTERNS.map((field) => (
          <TagsInput
            key={field}
            label={t(`rights.${field}`)}
            description={t(`rights_help.${field}`)}
            placeholder={rights[field].length === 0 ? t('write_placeholder') : ''}
            value={rights[field]}
            onChange={(chosen) => set({ [field]: chosen })}
            error={at(`/${field}`)}
            acceptValueOnBlur
            data-testid={`rights-${field}`}
          />
        ))}
        {fresh.length > 0 ? (
          <Alert color="orange" variant="light" icon={<IconAlertTriangle aria-hidden />} title={t('confirm.title')}>
            <Checkbox
              label={t('confirm.label')}
              description={t('confirm.text')}
              checked={confirm}
              onChange={(event) => setConfirm(event.currentTarget.checked)}
              error={tried && !confirm ? reasons.text({ key: 'publish_unconfirmed' }) : null}
              data-testid="confirm-publish"
            />
          </Alert>
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={create.isPending || change.isPending} data-testid="save-client">
            {t(known ? 'edit.submit' : 'submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
