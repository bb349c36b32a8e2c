import { IconChevronDown, IconChevronRight, IconPinFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { isLate, rateOf } from '@/data/can/frames';
import type { Topic } from '@/data/topics/types';
import { number, rate, UNKNOWN } from '@/format/number';
import { useSpan } from '@/format/time';
import classes from './topics.module.css';
import type { Row } from './tree';

interface Props {
  row: Row;
  /** What was said on exactly this level. */
  topic: Topic | undefined;
  now: number;
  onToggle: (row: Row) => void;
}

/** The cells of a level: its name, what was said last, how often, since when, what it is already. */
export function TopicCells({ row, topic, now, onToggle }: Props) {
  const { t } = useTranslation('topics');
  const span = useSpan();
  const { level, open } = row;
  const Fold = open ? IconChevronDown : IconChevronRight;
  const age = topic?.ts ? span(Math.max(0, now - topic.ts) / 1000) : UNKNOWN;
  const rhythm = topic?.ts && topic.period_ms !== null ? { period_ms: topic.period_ms, ts: topic.ts } : undefined;
  return (
    <>
      <span role="gridcell" className={classes.name} style={{ '--depth': row.depth } as React.CSSProperties}>
        {open === undefined ? (
          <span className={classes.unfolded} />
        ) : (
          // The grid handles the keys; this is for the mouse.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
          <span
            className={classes.fold}
            data-testid={`fold-${level.path}`}
            onClick={(event) => {
              event.stopPropagation();
              onToggle(row);
            }}
          >
            <Fold size={16} aria-hidden />
          </span>
        )}
        <bdi className="truncate" title={level.path}>
          {level.name === '' ? <span className={classes.note}>{t('empty_level')}</span> : level.name}
        </bdi>
        {level.count > 0 ? (
          <span className={classes.note}>{t('below', { count: level.count, shown: number(level.count) })}</span>
        ) : null}
      </span>
      <span role="gridcell" className={`truncate mono ${classes.value}`} title={topic?.text}>
        <Preview topic={topic} />
      </span>
      <span role="gridcell" className={classes.retained}>
        {topic?.retained ? (
          <IconPinFilled size={14} role="img" aria-label={t('retained')} title={t('retained')} className={classes.pin} />
        ) : null}
      </span>
      <span role="gridcell" className={classes.rate}>
        {rhythm === undefined ? null : isLate(rhythm, now) ? UNKNOWN : `${rate(rateOf(rhythm, now))}/s`}
      </span>
      <span role="gridcell" className={classes.age} title={topic && !topic.ts ? t('kept_before') : undefined}>
        {topic ? age : null}
      </span>
      <span role="gridcell" className={`truncate ${classes.standing}`} title={topic?.point ?? topic?.own}>
        {topic?.own ? t('own') : topic?.point ? t('is_point') : null}
      </span>
    </>
  );
}

function Preview({ topic }: { topic: Topic | undefined }) {
  const { t } = useTranslation('topics');
  if (topic === undefined) return null;
  if (topic.size === 0) return <span className={classes.note}>{t('empty')}</span>;
  if (topic.hex !== undefined) {
    return (
      <>
        <span className={classes.note}>{t('binary')}</span> {topic.hex}
      </>
    );
  }
  return <bdi dir="ltr">{topic.text}</bdi>;
}
