import { Alert, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Broker } from '@/data/broker/queries';
import { number } from '@/format/number';
import { useReason } from '@/i18n/reason';
import { Age } from '@/ui/Age';

/** Why there is no broker, and how old what is shown is. */
export function AwayNotice({ broker }: { broker: Broker }) {
  const { t } = useTranslation('broker');
  const reasons = useReason();
  if (broker.connected) return null;
  return (
    <Alert
      color="red"
      variant="light"
      mb="md"
      icon={<IconPlugConnectedX aria-hidden />}
      title={t('away.title')}
      role="alert"
      data-testid="broker-away"
    >
      <Stack gap={4}>
        {broker.reason ? <Text size="md">{reasons.text(broker.reason)}</Text> : null}
        {broker.heard_at === null ? (
          <Text size="md">{t('away.never')}</Text>
        ) : (
          <Text size="md">
            {t('away.from')} <Age ts={broker.heard_at} />
          </Text>
        )}
      </Stack>
    </Alert>
  );
}

/** That messages are thrown away now, and for whom. */
export function DropNotice({ broker }: { broker: Broker }) {
  const { t } = useTranslation('broker');
  const dropped = broker.dropped_last_minute ?? 0;
  if (dropped === 0) return null;
  const users = broker.dropping.map(({ user }) => user.replace(/^_+/, ''));
  return (
    <Alert
      color="orange"
      variant="light"
      mb="md"
      icon={<IconAlertTriangle aria-hidden />}
      title={t('dropping.title', { count: dropped, shown: number(dropped) })}
      role="alert"
      data-testid="broker-dropping"
    >
      <Text size="md">{users.length > 0 ? t('dropping.users', { users: users.join(', ') }) : t('dropping.nobody')}</Text>
      <Text size="md">{t('dropping.what')}</Text>
    </Alert>
  );
}
