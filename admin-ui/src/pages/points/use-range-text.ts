import { useTranslation } from 'react-i18next';
import type { PointView } from '@/data/points/types';
import { inputKind, rangeOf } from '@/data/points/value';
import { measured } from '@/format/number';

/** The range of a numeric point in words; undefined where none applies. */
export function useRangeText(): (point: PointView) => string | undefined {
  const { t } = useTranslation('points');
  return (point) => {
    if (!['integer', 'real'].includes(inputKind(point))) return undefined;
    const [low, high] = rangeOf(point);
    const unit = point.unit ? ` ${point.unit}` : '';
    const min = low === null ? undefined : `${measured(low)}${unit}`;
    const max = high === null ? undefined : `${measured(high)}${unit}`;
    if (min !== undefined && max !== undefined) return t('detail.range_between', { min, max });
    if (min !== undefined) return t('detail.range_from', { min });
    return max === undefined ? undefined : t('detail.range_to', { max });
  };
}
