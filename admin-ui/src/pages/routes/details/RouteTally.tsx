import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNow } from '@/format/now';
import { moment, useSpan } from '@/format/time';
import type { Row } from '../rows';
import { useErrorText } from '../words';
import { Balance } from './Balance';

/** The last error and the counters, of each direction where there are two. */
export function RouteTally({ row, since }: { row: Row; since: number | null | undefined }) {
  const { t } = useTranslation(['routes', 'common']);
  const span = useSpan();
  const now = useNow();
  const words = useErrorText();
  const { error, counters } = row;
  if (counters === undefined) return null;
  return (
    <>
      {error ? (
        <Alert
          color={row.state === 'error' ? 'red' : 'gray'}
          icon={<IconAlertTriangle aria-hidden />}
          title={t('detail.error', {
            time: moment(error.ts, now),
            ago: t('common:ago', { span: span((now - error.ts) / 1000) }),
          })}
          data-testid="last-error"
        >
          <Text className="break">{words(error)}</Text>
          <Text size="sm" c="dimmed" className="mono break">
            {error.address}
          </Text>
        </Alert>
      ) : null}
      <div>
        <Text fw={600}>{t('detail.counters')}</Text>
        <Text c="dimmed" size="sm" mb={6}>
          {since == null ? t('detail.per_target') : t('detail.counted', { time: moment(since, now) })}
        </Text>
        {counters.map((entry) => (
          <div key={String(entry.back)}>
            {counters.length > 1 ? (
              <Text fw={600} size="sm" mt="xs">
                {t(entry.back ? 'detail.back' : 'detail.forth')}
              </Text>
            ) : null}
            <Balance tally={entry} of="route" />
          </div>
        ))}
      </div>
    </>
  );
}
