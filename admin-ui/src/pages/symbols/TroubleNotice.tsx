import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconPencil, IconPlayerPlayFilled, IconRoute } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Reason } from '@/data/errors';
import { useAction } from '@/data/instances/queries';
import { useReason } from '@/i18n/reason';
import { useNotify } from '@/ui/notify';
import { remedyOf } from './remedy';

interface Props {
  id: string;
  reason: Reason;
  /** Whether what was read last is shown all the same. */
  stale?: boolean;
  onRoute: () => void;
}

/** Why the tree is not there or not fresh, and the one thing to press. */
export function TroubleNotice({ id, reason, stale = false, onRoute }: Props) {
  const { t } = useTranslation('symbols');
  const reasons = useReason();
  const { failed } = useNotify();
  const action = useAction();
  const remedy = remedyOf(reason.key);
  // Reasons with another remedy say themselves what to do.
  const general = remedy === 'start' ? t('hint.start') : remedy === undefined && !stale ? t('hint.wait') : undefined;
  const hint = reasons.hint(reason) ?? general;
  return (
    <Alert
      color={stale ? 'orange' : 'red'}
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={t(stale ? 'trouble.old' : 'trouble.none')}
      role="alert"
      mb="sm"
      data-testid="trouble"
    >
      <Stack gap={6} align="flex-start">
        <Text size="md">{reasons.text(reason)}</Text>
        {hint ? (
          <Text size="md" c="dimmed">
            {hint}
          </Text>
        ) : null}
        <Group gap="xs">
          {remedy === 'start' ? (
            <Button
              size="xs"
              leftSection={<IconPlayerPlayFilled size={14} />}
              loading={action.isPending}
              onClick={() => action.mutate({ id, action: 'start' }, { onError: failed })}
              data-testid="remedy-start"
            >
              {t('remedy.start')}
            </Button>
          ) : null}
          {remedy === 'route' ? (
            <Button size="xs" leftSection={<IconRoute size={16} />} onClick={onRoute} data-testid="remedy-route">
              {t('remedy.route')}
            </Button>
          ) : null}
          {remedy === 'address' || remedy === 'route' ? (
            <Button
              size="xs"
              variant="default"
              component={Link}
              to={`/instances/${id}/edit`}
              leftSection={<IconPencil size={16} />}
            >
              {t('remedy.address')}
            </Button>
          ) : null}
        </Group>
      </Stack>
    </Alert>
  );
}
