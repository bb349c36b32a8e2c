import { Alert, Code, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconClock, IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RoutesView } from '@/data/routes/types';
import { useReason } from '@/i18n/reason';
import { appliedState } from './applied';

const LOOKS = {
  applied: { color: 'teal', icon: <IconCircleCheck aria-hidden /> },
  waiting: { color: 'blue', icon: <IconClock aria-hidden /> },
  no_router: { color: 'orange', icon: <IconPlugConnectedX aria-hidden /> },
  rejected: { color: 'red', icon: <IconAlertTriangle aria-hidden /> },
} as const;

/** Whether the router works with what is stored here, and if not, why and where. */
export function AppliedState({ view, empty }: { view: RoutesView; empty: boolean }) {
  const { t } = useTranslation('routes');
  const reasons = useReason();
  const state = appliedState(view);
  if (empty && state === 'applied') return null;
  const rejected = view.applied?.rejected;
  const path = rejected?.path ?? (typeof rejected?.params?.['path'] === 'string' ? rejected.params['path'] : undefined);
  const line = rejected?.line ?? rejected?.params?.['line'];
  return (
    <Alert
      mb="md"
      color={LOOKS[state].color}
      icon={LOOKS[state].icon}
      title={t(`${state}_title`)}
      data-testid="routes-state"
      data-state={state}
    >
      <Text>{t(state)}</Text>
      {state === 'rejected' && rejected ? (
        <>
          <Text mt={4} fw={600} className="break">
            {reasons.text(rejected)}
          </Text>
          {typeof line === 'number' ? <Text>{t('line', { line })}</Text> : null}
          {path ? <Text className="break">{t('place', { path })}</Text> : null}
          {rejected.message ? (
            <details>
              <summary>{t('said')}</summary>
              <Code block className="break" style={{ whiteSpace: 'pre-wrap' }}>
                {rejected.message}
              </Code>
            </details>
          ) : null}
        </>
      ) : null}
    </Alert>
  );
}
