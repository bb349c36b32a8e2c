import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, generalReasonOf, reasonOf, type Reason } from '@/data/errors';
import { useReason } from '@/i18n/reason';

interface Props {
  error: unknown;
  /** Used instead of the error's own reason. */
  reason?: Reason | undefined;
  title?: string | undefined;
  retry?: (() => void) | undefined;
  /** Buttons beside “try again”. */
  children?: ReactNode;
}

/** A failed call: what happened, where, what to do, and a way to try again. */
export function ErrorNotice({ error, reason, title, retry, children }: Props) {
  const { t } = useTranslation('common');
  const reasons = useReason();
  const why = reason ?? reasonOf(error);
  const path = error instanceof ApiError ? error.path : undefined;
  const general = generalReasonOf(error);
  const hint = reasons.hint(why) ?? (general ? reasons.hint(general) : undefined);
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title={title ?? t('errorTitle')} role="alert">
      <Stack gap={6} align="flex-start">
        <Text size="md">{reasons.text(why)}</Text>
        {path ? (
          <Text size="sm" className="break">
            {t('where', { path })}
          </Text>
        ) : null}
        {hint ? (
          <Text size="md">
            <strong>{t('whatToDo')}</strong> {hint}
          </Text>
        ) : null}
        {retry ? (
          <Group mt={4} gap="xs">
            {children}
            <Button size="xs" variant="default" leftSection={<IconRefresh size={16} />} onClick={retry}>
              {t('reload')}
            </Button>
          </Group>
        ) : null}
      </Stack>
    </Alert>
  );
}
