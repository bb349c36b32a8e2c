import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Topic } from '@/data/topics/types';
import { useNow } from '@/format/now';
import { handleKey } from './keyboard';
import { TopicCells } from './TopicCells';
import classes from './topics.module.css';
import type { Row } from './tree';

interface Props {
  rows: readonly Row[];
  topics: ReadonlyMap<string, Topic>;
  onToggle: (row: Row) => void;
  onLook: (topic: string) => void;
}

const COLUMNS = ['name', 'value', 'retained', 'rate', 'age', 'standing'] as const;

/** The lines in view, virtualised. */
export function TopicGrid({ rows, topics, onToggle, onLook }: Props) {
  const { t } = useTranslation('topics');
  const now = useNow();
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const scroller = useRef<HTMLDivElement>(null);
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const height = phone ? 52 : 30;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 12,
  });
  useEffect(() => virtual.measure(), [virtual, height]);
  const items = virtual.getVirtualItems();
  const active = rows.findIndex((row) => row.key === activeKey);
  const inView = items.some((item) => item.index === active);
  const move = (index: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    setActiveKey(rows[next]?.key ?? null);
    virtual.scrollToIndex(next);
  };
  const look = (row: Row) => (row.level.topic ? onLook(row.level.path) : onToggle(row));
  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? height) / height) - 1);
  return (
    <div className={`surface ${classes.grid}`}>
      <div
        ref={scroller}
        className={classes.scroller}
        role="treegrid"
        aria-label={t('list')}
        aria-rowcount={rows.length + 1}
        aria-activedescendant={inView && activeKey !== null ? lineId(activeKey) : undefined}
        tabIndex={0}
        onFocus={() => active === -1 && setActiveKey(rows[0]?.key ?? null)}
        onKeyDown={(event) => handleKey(event, { rows, active, page, move, toggle: onToggle, look })}
        data-testid="topics"
      >
        <div role="rowgroup" className={classes.headgroup}>
          <div role="row" aria-rowindex={1} className={`${classes.row} ${classes.head}`}>
            {COLUMNS.map((name) => (
              <span key={name} role="columnheader" className={classes[name]}>
                {t(`column.${name}`)}
              </span>
            ))}
          </div>
        </div>
        <div className={classes.canvas} role="rowgroup" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            return row === undefined ? null : (
              // The grid itself handles the keys; it keeps the focus and names the active line.
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
              <div
                key={item.key}
                id={lineId(row.key)}
                role="row"
                className={`${classes.row} ${classes.line}`}
                style={{ height, transform: `translateY(${item.start}px)` }}
                data-testid={`topic-${row.level.path}`}
                aria-rowindex={item.index + 2}
                aria-level={row.depth + 1}
                aria-posinset={row.index + 1}
                aria-setsize={row.siblings}
                aria-selected={row.key === activeKey}
                aria-expanded={row.open}
                onClick={() => {
                  setActiveKey(row.key);
                  look(row);
                }}
              >
                <TopicCells
                  row={row}
                  topic={row.level.topic ? topics.get(row.level.path) : undefined}
                  now={now}
                  onToggle={onToggle}
                />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function lineId(key: string): string {
  return `topic-${encodeURIComponent(key)}`;
}
