import { IconAlertOctagon, IconAlertTriangle, IconCircleCheck, IconHelpCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CheckState } from '@/data/checks/queries';

const SIGNS = {
  ok: { icon: IconCircleCheck, color: 'var(--rail-ok)' },
  warning: { icon: IconAlertTriangle, color: 'var(--rail-warn)' },
  error: { icon: IconAlertOctagon, color: 'var(--rail-bad)' },
  unknown: { icon: IconHelpCircle, color: 'var(--rail-idle)' },
} as const;

/** The state as shape, colour and word. */
export function CheckLight({ state }: { state: CheckState }) {
  const { t } = useTranslation('upkeep');
  const { icon: Sign, color } = SIGNS[state];
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 6 }}>
      <Sign size={20} color={color} aria-hidden />
      {t(`checks.state.${state}`)}
    </span>
  );
}
