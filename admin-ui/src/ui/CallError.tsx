import { Button } from '@mantine/core';
import { IconPlayerPlayFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { reasonOf } from '@/data/errors';
import { useAction } from '@/data/instances/queries';
import { ErrorNotice } from './ErrorNotice';
import { useNotify } from './notify';

interface Props {
  error: unknown;
  instance: string;
  retry: () => void;
}

const ASLEEP = ['instance_not_running', 'instance_disabled', 'nobody_listens'];

/** A question an instance did not answer: why, what to do, and the buttons for it. */
export function CallError({ error, instance, retry }: Props) {
  const { t } = useTranslation('bus');
  const { done, failed } = useNotify();
  const start = useAction();
  const asleep = ASLEEP.includes(reasonOf(error).key);
  const wake = () =>
    start.mutate({ id: instance, action: 'start' }, { onSuccess: () => done(t('starting', { id: instance })), onError: failed });
  return (
    <ErrorNotice error={error} retry={retry}>
      {asleep ? (
        <Button size="xs" leftSection={<IconPlayerPlayFilled size={14} />} onClick={wake} loading={start.isPending}>
          {t('start', { id: instance })}
        </Button>
      ) : null}
    </ErrorNotice>
  );
}
