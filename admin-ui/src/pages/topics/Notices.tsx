import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Instance } from '@/data/instances/types';
import type { Topics } from '@/data/topics/use-topics';
import { number } from '@/format/number';
import { useReason } from '@/i18n/reason';

interface Props {
  instance: Instance;
  topics: Topics;
}

/** Whether nobody listens: then silence says nothing about the broker. */
export function isAway({ status }: Instance, topics: Topics): boolean {
  const stands = status.status === 'running' || status.status === 'degraded';
  return !stands || topics.problem !== null || (topics.looking?.problem ?? null) !== null;
}

/** Why nothing, or not all, is shown, and what to do. */
export function Notices({ instance, topics }: Props) {
  const { t } = useTranslation(['topics', 'common', 'instances']);
  const reasons = useReason();
  const { status } = instance;
  const { looking } = topics;
  const away = isAway(instance, topics);
  const reason = topics.problem ?? looking?.problem ?? (away ? status.reason : null);
  const hint = reason ? reasons.hint(reason) : undefined;
  return (
    <>
      {away ? (
        <Alert
          color="orange"
          icon={<IconAlertTriangle aria-hidden />}
          title={t(topics.known.names.length === 0 ? 'away.nothing' : 'away.old')}
          mb="sm"
          role="alert"
          data-testid="topics-away"
        >
          <Text size="md">{reason ? reasons.text(reason) : t(`instances:explain.${status.status}`)}</Text>
          {hint ? (
            <Text size="md" mt={6}>
              <strong>{t('common:whatToDo')}</strong> {hint}
            </Text>
          ) : null}
        </Alert>
      ) : null}
      {looking?.slowed ? (
        <Text c="dimmed" mb="sm" data-testid="slowed">
          {t('slowed')}
        </Text>
      ) : null}
      {looking && looking.unlisted > 0 ? (
        <Text c="dimmed" mb="sm">
          {t('unlisted', { count: looking.unlisted, shown: number(looking.unlisted) })}
        </Text>
      ) : null}
    </>
  );
}
