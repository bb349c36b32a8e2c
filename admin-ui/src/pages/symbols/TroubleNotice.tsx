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
  /** Said in front: that nothing can be shown, or that what is shown is old. */
  title: string;
  color?: string;
  onRoute: () => void;
}

/** Why the tree is not there or not fresh, and the one thing to press. */
export function TroubleNotice({ id, reason, title, color = 'red', onRoute }: Props) {
  const { t } = useTranslation('symbols');
  const reasons = useReason();
  const { failed } = useNotify();
  const action = useAction();
  const remedy = remedyOf(reason.key);
  const hint = reasons.hint(reason) ?? t(`hint.${remedy ?? 'wait'}`);
  return (
    <Alert
      color={color}
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={title}
      role="alert"
      mb="sm"
      data-testid="trouble"
    >
      <Stack gap={6} align="flex-start">
        <Text size="md">{reasons.text(reason)}</Text>
        <Text size="md" c="dimmed">
          {hint}
        </Text>
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
