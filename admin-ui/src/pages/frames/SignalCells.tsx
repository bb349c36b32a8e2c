import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CanSignal } from '@/data/can/types';
import { measured, UNKNOWN } from '@/format/number';
import { useReason } from '@/i18n/reason';
import classes from './frames.module.css';
import type { SignalRow } from './rows';

interface Props {
  row: SignalRow;
  signal: CanSignal | undefined;
  instance: string;
}

/** Where the point of a signal is shown. */
export const pointPath = (instance: string, path: string) => `/points?q=${encodeURIComponent(`${instance}.${path}`)}`;

/** A decoded signal with its unit or word, or why there is none; leads to its point. */
export function SignalCells({ row, signal, instance }: Props) {
  const { t } = useTranslation('frames');
  const reasons = useReason();
  const { value } = row;
  const word = value === null ? undefined : signal?.texts[String(value)];
  const text = value === null ? UNKNOWN : word === undefined ? measured(value) : `${word} (${value})`;
  return (
    <>
      <span role="gridcell" className={`truncate ${classes.signal}`} title={signal?.comment || row.path}>
        {row.name}
      </span>
      <span role="gridcell" className={classes.value}>
        {row.reason ? (
          <span className={classes.note}>{reasons.text({ key: row.reason })}</span>
        ) : (
          `${text}${signal?.unit && value !== null ? ` ${signal.unit}` : ''}`
        )}
      </span>
      <span role="gridcell" className={classes.way}>
        {signal?.selected ? (
          <Link to={pointPath(instance, row.path)} className={classes.link} tabIndex={-1} data-testid={`point-${row.path}`}>
            {t('to_point')}
          </Link>
        ) : signal ? (
          <span className={classes.note}>{t('no_point')}</span>
        ) : null}
      </span>
    </>
  );
}
