import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSubscription } from '@/data/live/context';
import type { PointView } from '@/data/points/types';
import { GridHead } from './GridHead';
import { GridLine } from './GridLine';
import { handleKey } from './keyboard';
import classes from './points.module.css';
import type { Row } from './rows';

interface Props {
  rows: Row[];
  onToggle: (address: string) => void;
  onDetail: (point: PointView) => void;
  onWrite: (point: PointView) => void;
  /** Called when the end comes into view and there is more to load. */
  onEnd: (() => void) | undefined;
}

/** The lines in view, virtualised; only their points are subscribed. */
export function PointGrid({ rows, onToggle, onDetail, onWrite, onEnd }: Props) {
  const { t } = useTranslation('points');
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const scroller = useRef<HTMLDivElement>(null);
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const height = phone ? 54 : 34;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 12,
  });
  useEffect(() => virtual.measure(), [virtual, height]);
  const items = virtual.getVirtualItems();
  const visible = items.flatMap((item) => rows[item.index] ?? []);
  useSubscription(visible.flatMap((row) => (row.kind === 'point' ? [row.point.address] : [])));
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (onEnd && last >= rows.length - 40) onEnd();
  }, [onEnd, last, rows.length]);

  const active = rows.findIndex((row) => row.key === activeKey);
  const move = (index: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    setActiveKey(rows[next]?.key ?? null);
    virtual.scrollToIndex(next);
  };
  const open = useCallback(
    (row: Row) => {
      if (row.kind === 'branch') onToggle(row.address);
      else if (row.kind === 'point') onDetail(row.point);
    },
    [onToggle, onDetail],
  );
  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? height) / height) - 1);
  return (
    <div className={`surface ${classes.grid}`}>
      <div
        ref={scroller}
        className={classes.scroller}
        role="treegrid"
        aria-label={t('tree')}
        aria-rowcount={rows.length + 1}
        aria-activedescendant={activeKey === null ? undefined : lineId(activeKey)}
        tabIndex={0}
        onFocus={() => activeKey ?? setActiveKey(rows[0]?.key ?? null)}
        onKeyDown={(event) => handleKey(event, { rows, active, page, move, open, onToggle, onWrite })}
        data-testid="point-grid"
      >
        <GridHead />
        <div className={classes.canvas} role="rowgroup" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            return (
              <GridLine
                key={item.key}
                id={lineId(row.key)}
                row={row}
                index={item.index}
                start={item.start}
                height={height}
                selected={row.key === activeKey}
                onPick={setActiveKey}
                onOpen={open}
                onWrite={onWrite}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

function lineId(key: string): string {
  return `line-${encodeURIComponent(key)}`;
}
