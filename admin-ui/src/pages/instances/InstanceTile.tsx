import { memo, type CSSProperties } from 'react';
import { Link } from 'react-router';
import type { AdapterType } from '@/data/adapters/types';
import type { Instance, InstanceStats } from '@/data/instances/types';
import { STATUS_SIGNS, StatusLight } from '@/ui/StatusLight';
import { TypeIcon } from '@/ui/TypeIcon';
import { InstanceActions } from './InstanceActions';
import type { Dialogs } from './InstanceDialogs';
import classes from './instances.module.css';
import { Metrics } from './Metrics';
import { StatusReason } from './StatusReason';

interface Props {
  instance: Instance;
  stats: InstanceStats | undefined;
  type: AdapterType | undefined;
  open: Dialogs['open'];
  batteries: string | undefined;
}

/** One instance: what it is, how it is, what it uses, what can be done. */
export const InstanceTile = memo(function InstanceTile({ instance, stats, type, open, batteries }: Props) {
  const { status } = instance.status;
  const name = instance.title || instance.id;
  const style = { '--tile-tone': `var(--rail-${STATUS_SIGNS[status].tone})` } as CSSProperties;
  return (
    <li
      className={`surface ${classes.tile}`}
      style={style}
      data-testid={`instance-${instance.id}`}
      data-off={status === 'stopped' || undefined}
      aria-label={name}
    >
      <div className={classes.head}>
        <TypeIcon icon={type?.icon} type={instance.type} size={26} />
        <div className={classes.names}>
          <h2 className={classes.name}>
            <Link to={`/instances/${instance.id}`} className={classes.nameLink} data-testid={`instance-${instance.id}-open`}>
              {name}
            </Link>
          </h2>
          <div className={classes.id}>{`${instance.id} · ${instance.type}`}</div>
        </div>
      </div>
      <div className={classes.state}>
        <span data-testid={`instance-${instance.id}-status`} data-status={status}>
          <StatusLight status={status} />
        </span>
        <StatusReason instance={instance} />
      </div>
      <Metrics stats={stats} />
      <InstanceActions instance={instance} open={open} type={type} batteries={batteries} />
    </li>
  );
});
