import { useTranslation } from 'react-i18next';
import { flowOf } from '@/data/batteries/flow';
import { fixed, UNKNOWN } from '@/format/number';

/** What a current means, in words and without a sign. */
export function useFlowText(): (current: number | null) => string {
  const { t } = useTranslation('batteries');
  return (current) => {
    const flow = flowOf(current);
    if (flow === null || current === null) return UNKNOWN;
    return flow === 'resting' ? t('flow.resting') : t(`flow.${flow}`, { amperes: fixed(Math.abs(current), 1) });
  };
}
