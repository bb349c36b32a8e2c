import { VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { InstanceStats } from '@/data/instances/types';
import { bytes, number, percent, rate } from '@/format/number';
import { useSpan } from '@/format/time';
import classes from './instances.module.css';
import { isThrottled, shareOf } from './limits';
import { Usage } from './Usage';

interface Props {
  stats: InstanceStats | undefined;
  /** Also disk, bytes on the network, processes. */
  whole?: boolean;
  /** CPU of the last hour. */
  hour?: ReactNode;
}

/** What an instance uses of its limits, its traffic, its age; "–" for whatever is unknown. */
export function Metrics({ stats, whole = false, hour }: Props) {
  const { t } = useTranslation('instances');
  const span = useSpan();
  const restarts = useRestartsText()(stats);
  return (
    <dl className={classes.metrics}>
      <Limited stats={stats} hour={hour} />
      <Throttled stats={stats} whole={whole} />
      <Ways
        label={t('metric.network')}
        title={t('metric.network_long', { rx: rate(stats?.net_rx_pps), tx: rate(stats?.net_tx_pps) })}
        within={[t('metric.in'), rate(stats?.net_rx_pps)]}
        without={[t('metric.out'), rate(stats?.net_tx_pps)]}
      />
      <Pair label={t('metric.points')} text={number(stats?.points)} />
      <Pair label={t('metric.uptime')} text={span(stats?.uptime_s)} />
      <Pair label={t('metric.restarts')} text={restarts} />
      {whole ? <Further stats={stats} /> : null}
    </dl>
  );
}

/** Restarts, and how many of them for want of memory. */
export function useRestartsText(): (stats: InstanceStats | undefined) => string {
  const { t } = useTranslation('instances');
  return (stats) =>
    stats?.oom_kills
      ? t('metric.restarts_oom', { count: stats.oom_kills, restarts: number(stats.restarts) })
      : number(stats?.restarts);
}

function Limited({ stats, hour }: Props) {
  const { t } = useTranslation('instances');
  const cpuLimit = stats?.cpu_limit;
  const cpu = percent(stats?.cpu_percent);
  const memory = bytes(stats?.memory_bytes);
  return (
    <>
      <Usage
        label={t('metric.cpu')}
        text={cpuLimit == null || stats?.cpu_percent == null ? cpu : t('metric.used_of', { used: cpu, limit: percent(cpuLimit) })}
        share={shareOf(stats?.cpu_percent, cpuLimit ?? 100)}
      >
        {hour}
      </Usage>
      <Usage
        label={t('metric.memory')}
        text={
          stats?.memory_limit == null || stats.memory_bytes == null
            ? memory
            : t('metric.used_of', { used: memory, limit: bytes(stats.memory_limit) })
        }
        share={shareOf(stats?.memory_bytes, stats?.memory_limit)}
      />
    </>
  );
}

function Throttled({ stats, whole }: { stats: InstanceStats | undefined; whole: boolean }) {
  const { t } = useTranslation('instances');
  const held = isThrottled(stats);
  if (!held && !whole) return null;
  return (
    <Pair
      label={t('metric.throttled')}
      text={t('metric.throttled_text', { share: percent(stats?.cpu_throttled_percent) })}
      warn={held}
      wide
    />
  );
}

function Further({ stats }: { stats: InstanceStats | undefined }) {
  const { t } = useTranslation('instances');
  return (
    <>
      <Pair label={t('metric.pids')} text={number(stats?.pids)} />
      <Pair label={t('metric.samples')} text={rate(stats?.samples_per_s)} />
      <Ways
        label={t('metric.bytes')}
        within={[t('metric.in'), bytes(stats?.net_rx_bps)]}
        without={[t('metric.out'), bytes(stats?.net_tx_bps)]}
        wide
      />
      <Ways
        label={t('metric.disk')}
        within={[t('metric.read'), bytes(stats?.disk_read_bps)]}
        without={[t('metric.written'), bytes(stats?.disk_write_bps)]}
        wide
      />
    </>
  );
}

interface WaysProps {
  label: string;
  title?: string;
  /** Said name and figure of each way. */
  within: [string, string];
  without: [string, string];
  wide?: boolean;
}

function Ways({ label, title, within, without, wide = false }: WaysProps) {
  return (
    <div className={classes.pair} title={title} data-wide={wide || undefined}>
      <dt>{label}</dt>
      <dd>
        <VisuallyHidden>{within[0]}</VisuallyHidden>
        {`↓ ${within[1]} `}
        <VisuallyHidden>{without[0]}</VisuallyHidden>
        {`↑ ${without[1]}`}
      </dd>
    </div>
  );
}

function Pair({ label, text, warn = false, wide = false }: { label: string; text: string; warn?: boolean; wide?: boolean }) {
  return (
    <div className={classes.pair} data-wide={wide || undefined}>
      <dt>{label}</dt>
      <dd style={warn ? { color: 'var(--rail-warn)', fontWeight: 600 } : undefined}>{text}</dd>
    </div>
  );
}
