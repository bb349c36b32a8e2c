import { useTranslation } from 'react-i18next';
import type { LastError } from '@/data/routes/counters';
import type { Scalar } from '@/data/points/types';
import { measured, rate, UNKNOWN } from '@/format/number';
import { useReason } from '@/i18n/reason';

/** A value as people read it; texts in full. */
export function valueText(value: Scalar | undefined): string {
  if (value === null || value === undefined) return UNKNOWN;
  return typeof value === 'number' ? measured(value) : String(value);
}

/** Messages per second with their unit. */
export function useRate(): (value: number | null | undefined) => string {
  const { t } = useTranslation('routes');
  return (value) => (value == null ? UNKNOWN : t('per_second', { rate: rate(value) }));
}

/** What failed last, in the reader's language when the router names a reason. */
export function useErrorText(): (error: LastError) => string {
  const reasons = useReason();
  return ({ key, params, message }) =>
    key === undefined ? message : reasons.text({ key, message, ...(params === undefined ? {} : { params }) });
}
