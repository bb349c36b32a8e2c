import { Alert, Code, Text } from '@mantine/core';
import { IconAlertTriangle, IconClock, IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RoutesView } from '@/data/routes/types';
import { useReason } from '@/i18n/reason';
import { Shape } from '@/ui/shapes';
import lights from '@/ui/StatusLight.module.css';
import { appliedState } from './applied';

const LOOKS = {
  waiting: { color: 'blue', icon: <IconClock aria-hidden /> },
  no_router: { color: 'orange', icon: <IconPlugConnectedX aria-hidden /> },
  rejected: { color: 'red', icon: <IconAlertTriangle aria-hidden /> },
} as const;

/** That all is well, in a word beside the heading. */
export function AppliedMark({ view }: { view: RoutesView }) {
  const { t } = useTranslation('routes');
  if (appliedState(view) !== 'applied') return null;
  return (
    <span className={lights.light} title={t('applied')} data-testid="routes-state" data-state="applied">
      <Shape name="disc" tone="ok" size={12} />
      <span style={{ color: 'var(--rail-ok)' }}>{t('applied_title')}</span>
    </span>
  );
}

/** That the router does not work with what is stored here, why and where. */
export function AppliedState({ view }: { view: RoutesView }) {
  const { t } = useTranslation('routes');
  const reasons = useReason();
  const state = appliedState(view);
  if (state === 'applied') return null;
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
          {path ? <Text className="break">{t('place_at', { path })}</Text> : null}
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
