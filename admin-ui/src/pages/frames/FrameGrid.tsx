import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { CanSignal } from '@/data/can/types';
import { useNow } from '@/format/now';
import { FrameCells } from './FrameCells';
import classes from './frames.module.css';
import { handleKey } from './keyboard';
import type { Row } from './rows';
import { pointPath, SignalCells } from './SignalCells';

interface Props {
  instance: string;
  rows: readonly Row[];
  signals: ReadonlyMap<string, CanSignal>;
  onToggle: (key: string) => void;
}

const COLUMNS = ['id', 'message', 'length', 'data', 'rate', 'count', 'age'] as const;

/** The lines in view, virtualised. */
export function FrameGrid({ instance, rows, signals, onToggle }: Props) {
  const { t } = useTranslation('frames');
  const navigate = useNavigate();
  const now = useNow();
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const scroller = useRef<HTMLDivElement>(null);
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const height = phone ? 58 : 30;
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
  const follow = (row: Row) => {
    if (row.kind === 'signal' && signals.get(row.path)?.selected) void navigate(pointPath(instance, row.path));
  };
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
        onKeyDown={(event) => handleKey(event, { rows, active, page, move, toggle: onToggle, follow })}
        data-testid="frames"
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
                data-kind={row.kind}
                data-testid={row.kind === 'frame' ? `frame-${row.listed.frame.id}` : `signal-${row.path}`}
                aria-rowindex={item.index + 2}
                aria-level={row.depth + 1}
                aria-selected={row.key === activeKey}
                aria-expanded={row.kind === 'frame' ? row.open : undefined}
                onClick={() => {
                  setActiveKey(row.key);
                  if (row.kind === 'frame' && row.open !== undefined) onToggle(row.key);
                }}
              >
                {row.kind === 'frame' ? (
                  <FrameCells row={row} now={now} />
                ) : (
                  <SignalCells row={row} signal={signals.get(row.path)} instance={instance} />
                )}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function lineId(key: string): string {
  return `frame-${encodeURIComponent(key)}`;
}
