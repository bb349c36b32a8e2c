import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { InstanceStats } from '@/data/instances/types';
import { bytes, number, percent, rate } from '@/format/number';
import { useSpan } from '@/format/time';
import classes from './instances.module.css';
import { shareOf } from './limits';
import { Usage } from './Usage';

/** What an instance uses of its limits, its traffic, its age; "–" for whatever is unknown. */
export function Metrics({ stats }: { stats: InstanceStats | undefined }) {
  const { t } = useTranslation('instances');
  const span = useSpan();
  const cpuLimit = stats?.cpu_limit;
  const cpu = percent(stats?.cpu_percent);
  const memory = bytes(stats?.memory_bytes);
  return (
    <dl className={classes.metrics}>
      <Usage
        label={t('metric.cpu')}
        text={cpuLimit == null || stats?.cpu_percent == null ? cpu : t('metric.used_of', { used: cpu, limit: percent(cpuLimit) })}
        share={shareOf(stats?.cpu_percent, cpuLimit ?? 100)}
      />
      <Usage
        label={t('metric.memory')}
        text={
          stats?.memory_limit == null || stats.memory_bytes == null
            ? memory
            : t('metric.used_of', { used: memory, limit: bytes(stats.memory_limit) })
        }
        share={shareOf(stats?.memory_bytes, stats?.memory_limit)}
      />
      <div
        className={classes.pair}
        title={t('metric.network_long', { rx: rate(stats?.net_rx_pps), tx: rate(stats?.net_tx_pps) })}
      >
        <dt>{t('metric.network')}</dt>
        <dd>
          <VisuallyHidden>{t('metric.in')}</VisuallyHidden>
          {`↓ ${rate(stats?.net_rx_pps)} `}
          <VisuallyHidden>{t('metric.out')}</VisuallyHidden>
          {`↑ ${rate(stats?.net_tx_pps)}`}
        </dd>
      </div>
      <Pair label={t('metric.points')} text={number(stats?.points)} />
      <Pair label={t('metric.uptime')} text={span(stats?.uptime_s)} />
      <Pair label={t('metric.restarts')} text={number(stats?.restarts)} />
    </dl>
  );
}

function Pair({ label, text }: { label: string; text: string }) {
  return (
    <div className={classes.pair}>
      <dt>{label}</dt>
      <dd>{text}</dd>
    </div>
  );
}
