import { Button, Group, Text } from '@mantine/core';
import { IconFileText, IconPlugConnected, IconPlugConnectedX, IconRotateClockwise } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSourceAction, type SourceAction } from '@/data/routes/mutations';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { useNotify } from '@/ui/notify';
import type { SourceRow } from './source-rows';

interface Props {
  row: SourceRow;
  onLogs: (id: string) => void;
}

/** Reactivate, log, disconnect or connect; only disconnecting asks first. */
export function SourceActions({ row, onLogs }: Props) {
  const { t } = useTranslation('routes');
  const act = useSourceAction();
  const { done, failed } = useNotify();
  const [asking, setAsking] = useState(false);
  const { id, state } = row;
  const name = row.instance?.title || id;
  const close = () => {
    act.reset();
    setAsking(false);
  };
  const run = (action: SourceAction, onDone?: () => void) =>
    act.mutate(
      { id, action },
      {
        onSuccess: () => {
          done(t(`source.done.${action}`, { name }));
          onDone?.();
        },
        // Disconnecting says in its own dialog what went wrong.
        ...(action === 'disconnect' ? {} : { onError: failed }),
      },
    );
  const running = act.isPending ? act.variables.action : null;
  const cut = state === 'open' || state === 'half_open';
  const off = state === 'disconnected';
  return (
    <Group gap="xs" mt="auto">
      {cut ? (
        <Button
          size="xs"
          leftSection={<IconRotateClockwise size={16} />}
          loading={running === 'reactivate'}
          onClick={() => run('reactivate')}
          data-testid={`source-${id}-reactivate`}
        >
          {t('source.reactivate')}
        </Button>
      ) : null}
      {off ? (
        <Button
          size="xs"
          leftSection={<IconPlugConnected size={16} />}
          loading={running === 'connect'}
          onClick={() => run('connect')}
          data-testid={`source-${id}-connect`}
        >
          {t('source.connect')}
        </Button>
      ) : null}
      {row.instance ? (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconFileText size={16} />}
          onClick={() => onLogs(id)}
          data-testid={`source-${id}-logs`}
        >
          {t('source.logs')}
        </Button>
      ) : null}
      {off ? null : (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlugConnectedX size={16} />}
          onClick={() => setAsking(true)}
          data-testid={`source-${id}-disconnect`}
        >
          {t('source.disconnect')}
        </Button>
      )}
      <ConfirmDialog
        opened={asking}
        title={t('source.ask.title', { name })}
        confirm={t('source.disconnect')}
        icon={<IconPlugConnectedX size={18} />}
        pending={running === 'disconnect'}
        error={act.error}
        onConfirm={() => run('disconnect', close)}
        onClose={close}
      >
        <Text>{t('source.ask.text')}</Text>
        <Text>{t('source.ask.routes', { count: row.routes })}</Text>
      </ConfirmDialog>
    </Group>
  );
}
