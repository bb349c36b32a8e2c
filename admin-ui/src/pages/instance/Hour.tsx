import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useStatsHistory, type Figures } from '@/data/instances/past';
import { bytes, percent, rate } from '@/format/number';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { Sparkline } from '@/ui/Sparkline';
import { latestAndHighest } from '@/ui/sparkline-path';

interface Props {
  id: string;
  cpuLimit: number | undefined;
  memoryLimit: number | undefined;
}

/** What it used in the last hour. */
export function Hour({ id, cpuLimit, memoryLimit }: Props) {
  const { t } = useTranslation('instance');
  const history = useStatsHistory(id);
  const { data } = history;
  return (
    <section className="surface" style={{ padding: 16 }} aria-label={t('hour.title')} data-testid="instance-hour">
      <Text fw={600} mb="xs">
        {t('hour.title')}
      </Text>
      {history.error ? <ErrorNotice error={history.error} retry={() => void history.refetch()} /> : null}
      {data ? (
        <>
          <Line label={t('hour.cpu')} values={data.cpu_percent} words={percent} top={cpuLimit} />
          <Line label={t('hour.memory')} values={data.memory_bytes} words={bytes} top={memoryLimit} />
          <Line label={t('hour.in')} values={data.net_rx_pps} words={rate} />
          <Line label={t('hour.out')} values={data.net_tx_pps} words={rate} />
        </>
      ) : null}
    </section>
  );
}

interface LineProps {
  label: string;
  values: Figures;
  words: (value: number | null) => string;
  top?: number | undefined;
}

function Line({ label, values, words, top }: LineProps) {
  const { t } = useTranslation('instance');
  const [latest, highest] = latestAndHighest(values);
  const said = t('hour.said', { latest: words(latest), highest: words(highest) });
  return (
    <div style={{ marginBottom: 8 }}>
      <Group justify="space-between" gap="xs">
        <Text size="sm">{label}</Text>
        <Text size="sm" c="dimmed">
          {said}
        </Text>
      </Group>
      <Sparkline values={values} label={`${label}: ${said}`} top={top} />
    </div>
  );
}
