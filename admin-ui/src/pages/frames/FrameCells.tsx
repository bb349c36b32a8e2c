import { VisuallyHidden } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { isLate, rateOf } from '@/data/can/frames';
import { number, rate, UNKNOWN } from '@/format/number';
import { useSpan } from '@/format/time';
import classes from './frames.module.css';
import type { FrameRow } from './rows';

/** One identifier: its name, its bytes with the changed ones marked, how often it comes. */
export function FrameCells({ row, now }: { row: FrameRow; now: number }) {
  const { t } = useTranslation('frames');
  const span = useSpan();
  const { frame, changed } = row.listed;
  const bytes = frame.data.match(/../g) ?? [];
  const Fold = row.open ? IconChevronDown : IconChevronRight;
  const late = isLate(frame, now);
  const age = span(Math.max(0, now - frame.ts) / 1000);
  return (
    <>
      <span role="gridcell" className={`mono ${classes.id}`}>
        {row.open === undefined ? <span className={classes.unfolded} /> : <Fold size={16} aria-hidden className={classes.fold} />}
        {frame.id}
      </span>
      <span role="gridcell" className={`truncate ${classes.message}`} title={frame.message}>
        {frame.message ?? <span className={classes.note}>{t('undescribed')}</span>}
      </span>
      <span role="gridcell" className={classes.length}>
        {number(bytes.length)}
      </span>
      <span role="gridcell" className={`mono ${classes.data}`}>
        {bytes.length === 0 ? <span className={classes.note}>{t('no_data')}</span> : null}
        {bytes.map((byte, at) =>
          changed & (1 << at) ? (
            <mark key={at} className={classes.changed}>
              {byte}
              <VisuallyHidden>{` ${t('changed')}`}</VisuallyHidden>
            </mark>
          ) : (
            <span key={at}>{byte}</span>
          ),
        )}
      </span>
      <span role="gridcell" className={classes.rate}>
        {late ? UNKNOWN : `${rate(rateOf(frame, now))}/s`}
      </span>
      <span role="gridcell" className={classes.count}>
        {number(frame.count)}
      </span>
      <span role="gridcell" className={classes.age} data-late={late || undefined} title={late ? t('late') : undefined}>
        {late ? t('late_for', { span: age }) : age}
      </span>
    </>
  );
}
