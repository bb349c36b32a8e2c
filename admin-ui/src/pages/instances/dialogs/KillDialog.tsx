import { Alert, List, Text } from '@mantine/core';
import { IconAlertTriangle, IconSkull } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '@/data/errors';
import { useAction, useReach } from '@/data/instances/queries';
import type { Instance, Reach } from '@/data/instances/types';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { useNotify } from '@/ui/notify';
import type { Dialogs } from './state';

const SHOWN = 8;

interface Props {
  instance: Instance;
  points: number | null;
  dialogs: Dialogs;
}

/** Asks before an instance is killed and lists what stops with it; only what was seen is confirmed. */
export function KillDialog({ instance, points, dialogs }: Props) {
  const { t } = useTranslation('instances');
  const opened = dialogs.name === 'kill';
  const asked = useReach(instance.id, opened);
  const kill = useAction();
  const { done } = useNotify();
  const name = instance.title || instance.id;
  const reach = reachOf(kill.error) ?? asked.data;
  const close = () => {
    kill.reset();
    dialogs.close();
  };
  const finish = () => {
    close();
    done(t('done.kill', { name }));
  };
  const act = () => kill.mutate({ id: instance.id, action: 'kill', confirm: reach !== undefined }, { onSuccess: finish });
  return (
    <ConfirmDialog
      opened={opened}
      title={t('kill.title', { name })}
      confirm={t(reach?.critical ? 'kill.confirm_critical' : 'kill.confirm')}
      icon={<IconSkull size={18} />}
      pending={kill.isPending || (opened && asked.isLoading)}
      error={kill.error}
      onConfirm={act}
      onClose={close}
    >
      <Text>{t('kill.text')}</Text>
      <Text>{t('kill.again')}</Text>
      <div>
        <Text fw={600}>{t('kill.stops')}</Text>
        <List>
          <List.Item>{points === null ? t('kill.points_unknown') : t('kill.points', { count: points })}</List.Item>
          <List.Item>{t('kill.writes')}</List.Item>
        </List>
      </div>
      {reach?.critical ? <Routes reach={reach} /> : null}
      {asked.error && !reach ? <Text c="dimmed">{t('kill.reach_unknown')}</Text> : null}
    </ConfirmDialog>
  );
}

/** A kill that was not confirmed is refused with what would stop. */
function reachOf(error: unknown): Reach | undefined {
  if (!(error instanceof ApiError) || error.reason.key !== 'kill_unconfirmed') return undefined;
  return (error.body as { reach?: Reach }).reach;
}

function Routes({ reach }: { reach: Reach }) {
  const { t } = useTranslation('instances');
  const { routes } = reach;
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={t('kill.critical', { count: routes.length })}>
      <List data-testid="kill-reach">
        {routes.slice(0, SHOWN).map((route) => (
          <List.Item key={route} className="break">
            {route}
          </List.Item>
        ))}
      </List>
      {routes.length > SHOWN ? <Text>{t('kill.more', { count: routes.length - SHOWN })}</Text> : null}
    </Alert>
  );
}
