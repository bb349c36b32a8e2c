import { Alert, Button, Group, Text } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useInstances } from '@/data/instances/queries';
import type { CountersView } from '@/data/routes/counters';
import { useReason } from '@/i18n/reason';
import { sourceState } from './state';

interface Props {
  counters: CountersView | undefined;
  onShow: (id: string) => void;
}

/** Sources that were cut off, above everything else. */
export function Alarms({ counters, onShow }: Props) {
  const { t } = useTranslation('routes');
  const reasons = useReason();
  const instances = useInstances();
  const open = counters?.sources.filter((source) => sourceState(source) === 'open') ?? [];
  if (open.length === 0) return null;
  return (
    <Alert
      color="red"
      mb="md"
      icon={<IconHandStop aria-hidden />}
      title={t('alarm.title', { count: open.length })}
      role="alert"
      data-testid="alarm"
    >
      {open.map(({ id, breaker }) => (
        <Group key={id} gap="xs" mt={4}>
          <Text>
            <strong>{instances.data?.find((instance) => instance.id === id)?.title || id}</strong>
            {breaker
              ? ` – ${reasons.text({ key: 'flood', params: { rate: Math.round(breaker.rate), limit: Math.round(breaker.limit) } })}`
              : ''}
          </Text>
          <Button size="compact-sm" variant="default" onClick={() => onShow(id)} data-testid={`alarm-${id}`}>
            {t('alarm.show')}
          </Button>
        </Group>
      ))}
    </Alert>
  );
}
