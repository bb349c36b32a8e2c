import { Table } from '@mantine/core';
import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { AdapterType } from '@/data/adapters/types';
import type { Hold } from '@/data/holds/queries';
import type { Instance, InstanceStats } from '@/data/instances/types';
import { bytes, number, percent, rate, UNKNOWN } from '@/format/number';
import { useSpan } from '@/format/time';
import { StatusLight } from '@/ui/StatusLight';
import { TypeIcon } from '@/ui/TypeIcon';
import { CpuHour } from './CpuHour';
import { HoldNotes } from './HoldNotes';
import { InstanceActions } from './InstanceActions';
import type { Dialogs } from './dialogs/state';
import classes from './instances.module.css';
import { LastError } from './LastError';
import { isThrottled, nearLimit, shareOf } from './limits';
import { useRestartsText } from './Metrics';
import { SpamCard } from './SpamCard';
import { isTold, StatusReason } from './StatusReason';

interface Props {
  instance: Instance;
  stats: InstanceStats | undefined;
  type: AdapterType | undefined;
  open: Dialogs['open'];
  batteries: string | undefined;
  holds: Hold[] | undefined;
  /** Its place among all, from 0, as only a part may be drawn. */
  place: number;
  measure: ((element: HTMLElement | null) => void) | undefined;
}

export const InstanceRow = memo(function InstanceRow(props: Props) {
  const { instance, stats, type, open, batteries, holds, place, measure } = props;
  const { t } = useTranslation('instances');
  const span = useSpan();
  const restarts = useRestartsText();
  const of = (used: string, limit: string | null) =>
    limit === null || used === UNKNOWN ? used : t('metric.used_of', { used, limit });
  return (
    <Table.Tr data-testid={`instance-${instance.id}`} ref={measure} data-index={place} aria-rowindex={place + 2}>
      <Table.Td miw={200} maw={300}>
        <span data-testid={`instance-${instance.id}-status`} data-status={instance.status.status}>
          <StatusLight status={instance.status.status} />
        </span>
        <StatusReason instance={instance} told={isTold(instance, holds)} />
        <SpamCard instance={instance} open={open} />
        <HoldNotes id={instance.id} holds={holds} />
        <LastError id={instance.id} error={stats?.last_error} />
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
      <Figure warn={nearLimit(shareOf(stats?.cpu_percent, stats?.cpu_limit))}>
        {of(percent(stats?.cpu_percent), stats?.cpu_limit == null ? null : percent(stats.cpu_limit))}
        {isThrottled(stats) ? <div>{`${t('metric.throttled')}: ${percent(stats?.cpu_throttled_percent)}`}</div> : null}
      </Figure>
      <Table.Td miw={110}>
        <CpuHour id={instance.id} limit={stats?.cpu_limit} />
      </Table.Td>
      <Figure warn={nearLimit(shareOf(stats?.memory_bytes, stats?.memory_limit))}>
        {of(bytes(stats?.memory_bytes), stats?.memory_limit == null ? null : bytes(stats.memory_limit))}
      </Figure>
      <Figure>{`${rate(stats?.net_rx_pps)} / ${rate(stats?.net_tx_pps)}`}</Figure>
      <Figure>{number(stats?.points)}</Figure>
      <Figure>{span(stats?.uptime_s)}</Figure>
      <Figure>{restarts(stats)}</Figure>
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
