import { Button } from '@mantine/core';
import {
  IconActivityHeartbeat,
  IconBattery3,
  IconBinaryTree,
  IconBluetooth,
  IconFileText,
  IconPencil,
  IconPlayerPlayFilled,
  IconPlayerStopFilled,
  IconRefresh,
  IconSkull,
  IconTopologyBus,
  IconTrash,
} from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { AdapterType } from '@/data/adapters/types';
import { offers } from '@/data/calls/offers';
import { useAction } from '@/data/instances/queries';
import type { Action, Instance } from '@/data/instances/types';
import { isBrowsable } from '@/pages/symbols/browsable';
import { IconAction } from '@/ui/IconAction';
import { useNotify } from '@/ui/notify';
import type { Dialogs } from './InstanceDialogs';
import classes from './instances.module.css';

interface Props {
  instance: Instance;
  open: Dialogs['open'];
  /** What its type can be asked decides which pages it has. */
  type: AdapterType | undefined;
  /** Where its batteries are shown. */
  batteries: string | undefined;
}

/** What can be done with an instance; kill and delete ask first. */
export const InstanceActions = memo(function InstanceActions({ instance, open, type, batteries }: Props) {
  const { t } = useTranslation('instances');
  const action = useAction();
  const { done, failed } = useNotify();
  const { id } = instance;
  const name = instance.title || id;
  const run = (what: Action) =>
    action.mutate({ id, action: what }, { onSuccess: () => done(t(`done.${what}`, { name })), onError: failed });
  const running = action.isPending ? action.variables.action : null;
  const main = instance.enabled ? 'stop' : 'start';
  const MainSign = instance.enabled ? IconPlayerStopFilled : IconPlayerPlayFilled;
  const words = (
    what: 'restart' | 'kill' | 'logs' | 'units' | 'symbols' | 'batteries' | 'frames' | 'bluetooth' | 'edit' | 'delete',
  ) => ({
    title: t(`action.${what}`),
    label: t('action.named', { action: t(`action.${what}`), name }),
    testId: `instance-${id}-${what}`,
  });
  const idle = !instance.enabled || action.isPending;
  return (
    <div className={classes.actions}>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<MainSign size={14} />}
        loading={running === main}
        disabled={action.isPending}
        onClick={() => run(main)}
        aria-label={t('action.named', { action: t(`action.${main}`), name })}
        data-testid={`instance-${id}-${main}`}
      >
        {t(`action.${main}`)}
      </Button>
      <IconAction
        {...words('restart')}
        icon={IconRefresh}
        loading={running === 'restart'}
        disabled={idle}
        onClick={() => run('restart')}
      />
      <IconAction {...words('kill')} icon={IconSkull} disabled={idle} onClick={() => open('kill', id)} danger />
      <span className={classes.gap} />
      {offers(type, 'diagnostics') ? (
        <IconAction {...words('units')} icon={IconActivityHeartbeat} onClick={() => open('units', id)} />
      ) : null}
      {isBrowsable(type) ? <IconAction {...words('symbols')} icon={IconBinaryTree} to={`/instances/${id}/symbols`} /> : null}
      {offers(type, 'frames', 'signals') ? (
        <IconAction {...words('frames')} icon={IconTopologyBus} to={`/instances/${id}/frames`} />
      ) : null}
      {offers(type, 'devices', 'scan', 'pair') ? (
        <IconAction {...words('bluetooth')} icon={IconBluetooth} to={`/instances/${id}/bluetooth`} />
      ) : null}
      {batteries ? <IconAction {...words('batteries')} icon={IconBattery3} to={batteries} /> : null}
      <IconAction {...words('logs')} icon={IconFileText} onClick={() => open('logs', id)} />
      <IconAction {...words('edit')} icon={IconPencil} to={`/instances/${id}/edit`} />
      <IconAction {...words('delete')} icon={IconTrash} onClick={() => open('delete', id)} danger />
    </div>
  );
});
