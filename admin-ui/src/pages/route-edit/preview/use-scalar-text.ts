import { useTranslation } from 'react-i18next';
import type { Scalar } from '@/data/points/types';
import { measured } from '@/format/number';

const LONGEST = 60;

/** A value without a point of its own, as people read it. */
export function useScalarText(): (value: Scalar) => string {
  const { t } = useTranslation('points');
  return (value) => {
    if (value === null) return t('no_value');
    if (typeof value === 'boolean') return value ? t('write.on') : t('write.off');
    if (typeof value === 'number') return measured(value);
    if (value === '') return t('empty_text');
    return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
  };
}
