import { Alert, Button, Group, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { reasonOf } from '@/data/errors';
import type { useCounters } from '@/data/routes/queries';
import { useFromNow } from '@/format/now';
import { moment } from '@/format/time';
import { gatewayNow } from '@/data/clock';
import { useReason } from '@/i18n/reason';

/** The router reports every 5 s; after this long it is not a hiccup. */
const OLD_MS = 20_000;

/** That counters are missing or old, so that nobody takes them for the present. */
export function RouterSilence({ counters, rows }: { counters: ReturnType<typeof useCounters>; rows: number }) {
  const { t } = useTranslation(['routes', 'common']);
  const reasons = useReason();
  const ts = counters.data?.ts ?? undefined;
  const old = useFromNow((now) => ts !== undefined && now - ts > OLD_MS);
  const missing = ts === undefined && !counters.isPending;
  if (rows === 0 || (!missing && !old)) return null;
  return (
    <Alert color="orange" mb="md" data-testid="no-counters">
      <Group justify="space-between">
        <Text>
          {old && ts !== undefined ? t('counters_old', { time: moment(ts, gatewayNow()) }) : t('counters_missing')}
          {counters.error ? ` ${reasons.text(reasonOf(counters.error))}` : ''}
        </Text>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconRefresh size={14} />}
          onClick={() => void counters.refetch()}
        >
          {t('common:reload')}
        </Button>
      </Group>
    </Alert>
  );
}
