import { Table } from '@mantine/core';
import { memo, type ReactNode } from 'react';
import { Link } from 'react-router';
import type { AdapterType } from '@/data/adapters/types';
import type { Instance, InstanceStats } from '@/data/instances/types';
import { bytes, number, percent, rate } from '@/format/number';
import { useSpan } from '@/format/time';
import { StatusLight } from '@/ui/StatusLight';
import { TypeIcon } from '@/ui/TypeIcon';
import { InstanceActions } from './InstanceActions';
import type { Dialogs } from './InstanceDialogs';
import classes from './instances.module.css';
import { nearLimit, shareOf } from './limits';
import { StatusReason } from './StatusReason';

interface Props {
  instance: Instance;
  stats: InstanceStats | undefined;
  type: AdapterType | undefined;
  open: Dialogs['open'];
  batteries: string | undefined;
}

export const InstanceRow = memo(function InstanceRow({ instance, stats, type, open, batteries }: Props) {
  const span = useSpan();
  return (
    <Table.Tr data-testid={`instance-${instance.id}`}>
      <Table.Td miw={200} maw={300}>
        <span data-testid={`instance-${instance.id}-status`} data-status={instance.status.status}>
          <StatusLight status={instance.status.status} />
        </span>
        <StatusReason instance={instance} />
      </Table.Td>
      <Table.Td miw={190}>
        <div className={classes.head}>
          <TypeIcon icon={type?.icon} type={instance.type} />
          <div>
            <strong>
              <Link to={`/instances/${instance.id}`} className={classes.nameLink}>
                {instance.title || instance.id}
              </Link>
            </strong>
            <div className={classes.id}>{`${instance.id} · ${instance.type}`}</div>
          </div>
        </div>
      </Table.Td>
      <Figure warn={nearLimit(shareOf(stats?.cpu_percent, stats?.cpu_limit))}>{percent(stats?.cpu_percent)}</Figure>
      <Figure warn={nearLimit(shareOf(stats?.memory_bytes, stats?.memory_limit))}>{bytes(stats?.memory_bytes)}</Figure>
      <Figure>{`${rate(stats?.net_rx_pps)} / ${rate(stats?.net_tx_pps)}`}</Figure>
      <Figure>{number(stats?.points)}</Figure>
      <Figure>{span(stats?.uptime_s)}</Figure>
      <Figure>{number(stats?.restarts)}</Figure>
      <Table.Td className={classes.rowActions ?? ''}>
        <InstanceActions instance={instance} open={open} type={type} batteries={batteries} />
      </Table.Td>
    </Table.Tr>
  );
});

function Figure({ children, warn = false }: { children: ReactNode; warn?: boolean }) {
  return (
    <Table.Td className={classes.number ?? ''} style={warn ? { color: 'var(--rail-warn)', fontWeight: 600 } : undefined}>
      {children}
    </Table.Td>
  );
}
