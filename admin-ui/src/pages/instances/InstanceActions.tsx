import { Button, Menu } from '@mantine/core';
import {
  IconCopy,
  IconCursorText,
  IconFileText,
  IconGauge,
  IconPencil,
  IconPlayerPlayFilled,
  IconPlayerStopFilled,
  IconRefresh,
  IconSkull,
  IconTool,
  IconTrash,
  type Icon,
} from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { AdapterType } from '@/data/adapters/types';
import { useRights, type Role } from '@/data/auth/rights';
import { useAction } from '@/data/instances/queries';
import type { Instance } from '@/data/instances/types';
import { IconAction } from '@/ui/IconAction';
import { MoreMenu } from '@/ui/MoreMenu';
import { useNotify } from '@/ui/notify';
import type { DialogName, Dialogs } from './dialogs/state';
import classes from './instances.module.css';
import { PageLinks } from './PageLinks';

interface Props {
  instance: Instance;
  open: Dialogs['open'];
  /** What its type can be asked decides which pages it has. */
  type: AdapterType | undefined;
  /** Where its batteries are shown. */
  batteries: string | undefined;
}

/** Who may do it, as the gateway has it. */
const NEEDS = { act: 'admin', change: 'admin', logs: 'engineer', hold: 'operator' } as const satisfies Record<string, Role>;

/** What can be done with an instance; what cannot be taken back asks first. */
export const InstanceActions = memo(function InstanceActions({ instance, open, type, batteries }: Props) {
  const { t } = useTranslation(['instances', 'upkeep']);
  const action = useAction();
  const may = useRights();
  const { done, failed } = useNotify();
  const { id } = instance;
  const name = instance.title || id;
  const run = (what: 'start' | 'stop' | 'restart') =>
    action.mutate({ id, action: what }, { onSuccess: () => done(t(`done.${what}`, { name })), onError: failed });
  const running = action.isPending ? action.variables.action : null;
  const main = instance.enabled ? 'stop' : 'start';
  const MainSign = instance.enabled ? IconPlayerStopFilled : IconPlayerPlayFilled;
  const refused = (needed: Role) => (may(needed) ? undefined : t(`upkeep:needs_${needed === 'viewer' ? 'operator' : needed}`));
  const words = (what: 'restart' | 'kill' | 'logs' | 'edit', needed: Role) => ({
    title: refused(needed) ?? t(`action.${what}`),
    label: t('action.named', { action: t(`action.${what}`), name }),
    testId: `instance-${id}-${what}`,
    disabled: !may(needed),
  });
  const idle = !may(NEEDS.act) || !instance.enabled || action.isPending;
  return (
    <div className={classes.actions}>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<MainSign size={14} />}
        loading={running === main}
        disabled={!may(NEEDS.act) || action.isPending}
        title={refused(NEEDS.act) ?? t(`action.${main}_help`)}
        onClick={() => run(main)}
        aria-label={t('action.named', { action: t(`action.${main}`), name })}
        data-testid={`instance-${id}-${main}`}
      >
        {t(`action.${main}`)}
      </Button>
      <IconAction
        {...words('restart', NEEDS.act)}
        icon={IconRefresh}
        loading={running === 'restart'}
        disabled={idle}
        onClick={() => run('restart')}
      />
      <IconAction {...words('kill', NEEDS.act)} icon={IconSkull} disabled={idle} onClick={() => open('kill', id)} danger />
      <span className={classes.gap} />
      <PageLinks id={id} name={name} type={type} batteries={batteries} open={open} />
      <IconAction {...words('logs', NEEDS.logs)} icon={IconFileText} onClick={() => open('logs', id)} />
      <IconAction {...words('edit', NEEDS.change)} icon={IconPencil} to={`/instances/${id}/edit`} />
      <MoreMenu label={t('action.named', { action: t('action.more'), name })} testId={`instance-${id}-more`} size={32}>
        {() => (
          <>
            <Item id={id} what="limits" icon={IconGauge} open={open} refused={refused(NEEDS.change)} />
            <Item id={id} what="hold" icon={IconTool} open={open} refused={refused(NEEDS.hold)} />
            <Menu.Divider />
            <Item id={id} what="clone" icon={IconCopy} open={open} refused={refused(NEEDS.change)} />
            <Item id={id} what="rename" icon={IconCursorText} open={open} refused={refused(NEEDS.change)} />
            <Item id={id} what="delete" icon={IconTrash} open={open} refused={refused(NEEDS.change)} danger />
          </>
        )}
      </MoreMenu>
    </div>
  );
});

interface ItemProps {
  id: string;
  what: Extract<DialogName, 'limits' | 'hold' | 'clone' | 'rename' | 'delete'>;
  icon: Icon;
  open: Dialogs['open'];
  refused: string | undefined;
  danger?: boolean;
}

function Item({ id, what, icon: Sign, open, refused, danger = false }: ItemProps) {
  const { t } = useTranslation('instances');
  return (
    <Menu.Item
      {...(danger ? { c: 'var(--rail-bad)' } : {})}
      leftSection={<Sign size={16} aria-hidden />}
      onClick={() => open(what, id)}
      disabled={refused !== undefined}
      title={refused}
      data-testid={`instance-${id}-${what}`}
    >
      {t(`action.${what}`)}
    </Menu.Item>
  );
}
