import { useInViewport } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { useStatsHistory } from '@/data/instances/past';
import { percent } from '@/format/number';
import { Sparkline } from '@/ui/Sparkline';
import { latestAndHighest } from '@/ui/sparkline-path';
import classes from './instances.module.css';

const EVERY_MS = 60_000;

interface Props {
  id: string;
  limit: number | null | undefined;
}

/** CPU of the last hour, asked for only while it can be seen; its top is the limit. */
export function CpuHour({ id, limit }: Props) {
  const { t } = useTranslation('instances');
  const { ref, inViewport } = useInViewport();
  const { data } = useStatsHistory(id, { enabled: inViewport, everyMs: EVERY_MS });
  const [latest, highest] = latestAndHighest(data?.cpu_percent ?? []);
  const label = t('metric.cpu_hour', { latest: percent(latest), highest: percent(highest) });
  return (
    <div ref={ref} className={classes.hour} title={data ? label : undefined}>
      {data ? <Sparkline values={data.cpu_percent} label={label} top={limit ?? undefined} height={26} /> : null}
    </div>
  );
}
