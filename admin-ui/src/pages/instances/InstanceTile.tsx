import { memo, type CSSProperties } from 'react';
import { Link } from 'react-router';
import type { AdapterType } from '@/data/adapters/types';
import type { Hold } from '@/data/holds/queries';
import type { Instance, InstanceStats } from '@/data/instances/types';
import { STATUS_SIGNS, StatusLight } from '@/ui/StatusLight';
import { TypeIcon } from '@/ui/TypeIcon';
import { CpuHour } from './CpuHour';
import { HoldNotes } from './HoldNotes';
import { InstanceActions } from './InstanceActions';
import type { Dialogs } from './dialogs/state';
import classes from './instances.module.css';
import { LastError } from './LastError';
import { Metrics } from './Metrics';
import { SpamCard } from './SpamCard';
import { isTold, StatusReason } from './StatusReason';

interface Props {
  instance: Instance;
  stats: InstanceStats | undefined;
  type: AdapterType | undefined;
  batteries: string | undefined;
  holds: Hold[] | undefined;
  open: Dialogs['open'];
  /** Which one of how many, as only a part may be drawn. */
  place: number;
  count: number;
  /** The line it begins, which it stands for when heights are measured. */
  line: number | undefined;
  measure: ((element: HTMLElement | null) => void) | undefined;
}

/** One instance: what it is, how it is, what it uses, what can be done. */
export const InstanceTile = memo(function InstanceTile(props: Props) {
  const { instance, stats, type, batteries, holds, open, place, count, line, measure } = props;
  const { status } = instance.status;
  const name = instance.title || instance.id;
  const style = { '--tile-tone': `var(--rail-${STATUS_SIGNS[status].tone})` } as CSSProperties;
  return (
    <li
      className={`surface ${classes.tile}`}
      style={style}
      ref={line === undefined ? undefined : measure}
      data-index={line}
      data-testid={`instance-${instance.id}`}
      data-off={status === 'stopped' || undefined}
      data-spam={status === 'suspended_by_spam' || undefined}
      aria-label={name}
      aria-posinset={place}
      aria-setsize={count}
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
        <StatusReason instance={instance} told={isTold(instance, holds)} />
        <SpamCard instance={instance} open={open} />
        <HoldNotes id={instance.id} holds={holds} />
      </div>
      <Metrics stats={stats} hour={<CpuHour id={instance.id} limit={stats?.cpu_limit} />} />
      <LastError id={instance.id} error={stats?.last_error} />
      <InstanceActions instance={instance} open={open} type={type} batteries={batteries} />
    </li>
  );
});
