import { useTranslation } from 'react-i18next';
import type { PointView, Scalar } from '@/data/points/types';
import { textOf } from '@/data/points/value';
import { measured } from '@/format/number';
import classes from './points.module.css';

const LONGEST = 60;

/** A value as people read it: named, switched, in the reader's notation, with its unit. */
export function useValueText(): (point: Pick<PointView, 'type' | 'texts'>, value: Scalar) => string {
  const { t } = useTranslation('points');
  return (point, value) => {
    if (value === null) return t('no_value');
    const text = textOf(point.texts, value);
    if (text !== undefined) return `${text} (${String(value === true ? 1 : value === false ? 0 : value)})`;
    if (typeof value === 'boolean') return value ? t('write.on') : t('write.off');
    if (typeof value === 'number') return measured(value);
    if (value === '') return t('empty_text');
    return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
  };
}

export function Value({ point, value }: { point: Pick<PointView, 'type' | 'texts' | 'unit'>; value: Scalar }) {
  const text = useValueText()(point, value);
  return (
    <span title={typeof value === 'string' ? value : undefined}>
      {text}
      {point.unit && value !== null ? <span className={classes.unit}> {point.unit}</span> : null}
    </span>
  );
}
