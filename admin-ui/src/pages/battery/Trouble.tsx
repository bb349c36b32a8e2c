import { Alert, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Summary } from '@/data/batteries/summary';
import type { Instance } from '@/data/instances/types';
import { useNow } from '@/format/now';
import { useSpan } from '@/format/time';
import { useReason } from '@/i18n/reason';
import { StatusLight } from '@/ui/StatusLight';

/** Why there are no current numbers, since when, and where to look. */
export function Trouble({ summary, instance }: { summary: Summary; instance: Instance | undefined }) {
  const { t } = useTranslation(['batteries', 'common']);
  const reasons = useReason();
  const span = useSpan();
  const now = useNow();
  const { quality, reason, ts } = summary;
  if (quality === 'good') return null;
  const status = instance?.status;
  const own = status && status.status !== 'running' && status.reason ? status.reason : null;
  const hint = reasons.hint(own ?? { key: reason });
  return (
    <Alert
      color={quality === 'bad' ? 'red' : 'orange'}
      icon={<IconAlertTriangle aria-hidden />}
      title={t(`trouble.${quality}`)}
      role="alert"
      mb="sm"
      data-testid="battery-trouble"
    >
      <Stack gap={6} align="flex-start">
        <Text size="md">{reasons.text({ key: reason || 'no_sample' })}</Text>
        {own && own.key !== reason ? <Text size="md">{reasons.text(own)}</Text> : null}
        {hint ? (
          <Text size="md">
            <strong>{t('common:whatToDo')}</strong> {hint}
          </Text>
        ) : null}
        <Group gap="md">
          {ts === null ? null : <Text c="dimmed">{t('trouble.last', { span: span((now - ts) / 1000) })}</Text>}
          {instance ? (
            <Link to={`/instances?q=${encodeURIComponent(instance.id)}`} style={{ color: 'var(--mantine-color-anchor)' }}>
              {instance.title || instance.id}
            </Link>
          ) : null}
          {status ? <StatusLight status={status.status} /> : null}
        </Group>
      </Stack>
    </Alert>
  );
}
