import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldErrorsOf } from '@/data/errors';
import { useCloneInstance } from '@/data/instances/queries';
import type { Instance } from '@/data/instances/types';
import { useReason } from '@/i18n/reason';
import { suggestId } from '@/pages/instance-edit/draft';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { useNotify } from '@/ui/notify';

interface Props {
  instance: Instance;
  taken: readonly string[];
  onClose: () => void;
}

/** Another instance with the same configuration and secrets, switched off. */
export function CloneDialog({ instance, taken, onClose }: Props) {
  const { t } = useTranslation(['instances', 'form', 'common']);
  const reasons = useReason();
  const clone = useCloneInstance();
  const { done } = useNotify();
  const name = instance.title || instance.id;
  const [title, setTitle] = useState(t('clone.copy_of', { name }));
  const [id, setId] = useState(() => suggestId(instance.id, instance.type, taken));
  const wrong = fieldErrorsOf(clone.error).find(({ path }) => path === '/id');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const finish = () => {
      onClose();
      done(t('clone.done', { name: title || id }));
    };
    clone.mutate({ of: instance.id, id: id.trim(), title: title.trim() }, { onSuccess: finish });
  };
  return (
    <Modal opened onClose={onClose} title={t('clone.title', { name })} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <Text>{t('clone.text')}</Text>
          <TextInput
            label={t('form:title_label')}
            value={title}
            maxLength={120}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          <TextInput
            label={t('form:id_label')}
            description={t('clone.id_help')}
            value={id}
            onChange={(event) => setId(event.currentTarget.value)}
            error={wrong ? reasons.text(wrong) : null}
            data-autofocus
            data-testid="clone-id"
          />
          {clone.error && !wrong ? <ErrorNotice error={clone.error} /> : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button
              type="submit"
              leftSection={<IconCopy size={18} aria-hidden />}
              loading={clone.isPending}
              disabled={id.trim() === ''}
              data-testid="clone-save"
            >
              {t('clone.confirm')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
