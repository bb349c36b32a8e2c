import { useTranslation } from 'react-i18next';
import type { PointView, Scalar } from '@/data/points/types';
import { textOf } from '@/data/points/value';
import { measured } from '@/format/number';
import { useTimeText } from '@/format/plc-time';
import { stateWord } from '@/format/state-word';
import { unitSign } from '@/format/unit';
import classes from './points.module.css';

const LONGEST = 60;

/** A value as people read it: named, switched, in the reader's notation, with its unit. */
export function useValueText(): (point: Pick<PointView, 'type' | 'texts'>, value: Scalar) => string {
  const { t } = useTranslation('points');
  const timeText = useTimeText();
  return (point, value) => {
    if (value === null) return t('no_value');
    const text = textOf(point.texts, value);
    if (text !== undefined) return `${stateWord(text)} (${String(value === true ? 1 : value === false ? 0 : value)})`;
    if (typeof value === 'boolean') return value ? t('write.on') : t('write.off');
    if (typeof value === 'number') return measured(value);
    if (value === '') return t('empty_text');
    const time = timeText(point.type, value);
    if (time !== undefined) return time;
    return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
  };
}

export function Value({ point, value }: { point: Pick<PointView, 'type' | 'texts' | 'unit'>; value: Scalar }) {
  const text = useValueText()(point, value);
  return (
    <span title={typeof value === 'string' ? value : undefined}>
      {text}
      {point.unit && value !== null ? <span className={classes.unit}> {unitSign(point.unit)}</span> : null}
    </span>
  );
}
