import { List, Text } from '@mantine/core';
import { IconSkull, IconTrash } from '@tabler/icons-react';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useDeleteInstance } from '@/data/instances/queries';
import type { Instance, InstanceStats } from '@/data/instances/types';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { useNotify } from '@/ui/notify';

const LogDrawer = lazy(() => import('./LogDrawer'));
const UnitsDrawer = lazy(() => import('./units/UnitsDrawer'));

export type DialogName = 'kill' | 'delete' | 'logs' | 'units';

export interface Dialogs {
  name: DialogName | null;
  id: string | null;
  open: (name: DialogName, id: string) => void;
  close: () => void;
}

/** Which dialog is open for which instance; the id stays while it closes so that its text does not jump. */
export function useDialogs(): Dialogs {
  const [state, setState] = useState<{ name: DialogName | null; id: string | null }>({ name: null, id: null });
  const open = useCallback((name: DialogName, id: string) => setState({ name, id }), []);
  const close = useCallback(() => setState((before) => ({ ...before, name: null })), []);
  return useMemo(() => ({ ...state, open, close }), [state, open, close]);
}

interface Props {
  dialogs: Dialogs;
  instances: Instance[];
  stats: Map<string, InstanceStats> | undefined;
}

export function InstanceDialogs({ dialogs, instances, stats }: Props) {
  const instance = instances.find((entry) => entry.id === dialogs.id);
  if (instance === undefined) return null;
  return (
    <>
      <KillDialog instance={instance} points={stats?.get(instance.id)?.points ?? null} dialogs={dialogs} />
      <DeleteDialog instance={instance} dialogs={dialogs} />
      <Suspense>{dialogs.name === 'logs' ? <LogDrawer instance={instance} onClose={dialogs.close} /> : null}</Suspense>
      <Suspense>{dialogs.name === 'units' ? <UnitsDrawer instance={instance} onClose={dialogs.close} /> : null}</Suspense>
    </>
  );
}

function KillDialog({ instance, points, dialogs }: { instance: Instance; points: number | null; dialogs: Dialogs }) {
  const { t } = useTranslation('instances');
  const kill = useAction();
  const { done } = useNotify();
  const name = instance.title || instance.id;
  const close = () => {
    kill.reset();
    dialogs.close();
  };
  const finish = () => {
    close();
    done(t('done.kill', { name }));
  };
  return (
    <ConfirmDialog
      opened={dialogs.name === 'kill'}
      title={t('kill.title', { name })}
      confirm={t('kill.confirm')}
      icon={<IconSkull size={18} />}
      pending={kill.isPending}
      error={kill.error}
      onConfirm={() => kill.mutate({ id: instance.id, action: 'kill' }, { onSuccess: finish })}
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
    </ConfirmDialog>
  );
}

function DeleteDialog({ instance, dialogs }: { instance: Instance; dialogs: Dialogs }) {
  const { t } = useTranslation('instances');
  const remove = useDeleteInstance();
  const { done } = useNotify();
  const name = instance.title || instance.id;
  const close = () => {
    remove.reset();
    dialogs.close();
  };
  const finish = () => {
    close();
    done(t('done.delete', { name }));
  };
  return (
    <ConfirmDialog
      opened={dialogs.name === 'delete'}
      title={t('delete.title', { name })}
      confirm={t('delete.confirm')}
      icon={<IconTrash size={18} />}
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(instance.id, { onSuccess: finish })}
      onClose={close}
    >
      <Text>{t('delete.text')}</Text>
    </ConfirmDialog>
  );
}
