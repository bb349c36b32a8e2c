import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Instance } from '@/data/instances/types';
import { useReason } from '@/i18n/reason';

/** Why nothing, or not all, comes from the bus, and what to do. */
export function WhyQuiet({ instance: { status }, silent }: { instance: Instance; silent: boolean }) {
  const { t } = useTranslation(['frames', 'common', 'instances']);
  const reasons = useReason();
  if (status.status === 'running') return null;
  const reason = status.reason;
  const hint = reason ? reasons.hint(reason) : undefined;
  return (
    <Alert
      color={silent ? 'red' : 'orange'}
      icon={<IconAlertTriangle aria-hidden />}
      title={t(silent ? 'why.silent' : 'why.partly')}
      mb="sm"
      role="alert"
      data-testid="why-quiet"
    >
      <Text size="md">{reason ? reasons.text(reason) : t(`instances:explain.${status.status}`)}</Text>
      {hint ? (
        <Text size="md" mt={6}>
          <strong>{t('common:whatToDo')}</strong> {hint}
        </Text>
      ) : null}
    </Alert>
  );
}
