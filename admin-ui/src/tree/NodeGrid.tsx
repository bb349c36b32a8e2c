import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSubscription } from '@/data/live/context';
import type { TreeNode } from '@/data/nodes/types';
import { handleKey } from './keyboard';
import { NodeHead } from './NodeHead';
import { NodeLine } from './NodeLine';
import { addressOf } from './NodeValue';
import type { Row } from './rows';
import { tickable, type TickState } from './ticks';
import classes from './tree.module.css';
import { useTypeAhead } from './use-type-ahead';

interface Props {
  instance: string;
  rows: readonly Row[];
  /** Whether the top lines are no level of a tree, so that their whole paths are shown. */
  flat: boolean;
  stateOf: (node: TreeNode) => TickState;
  countOf: (node: TreeNode) => number | undefined;
  onLook: (rows: readonly Row[]) => void;
  onToggle: (path: string) => void;
  onTick: (path: string, on: boolean) => void;
  onDetail: (node: TreeNode) => void;
}

/** The lines in view, virtualised; only their points are subscribed, only their pages are read. */
export function NodeGrid({ instance, rows, flat, stateOf, countOf, onLook, onToggle, onTick, onDetail }: Props) {
  const { t } = useTranslation('symbols');
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const scroller = useRef<HTMLDivElement>(null);
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const typed = useTypeAhead();
  const height = phone ? 50 : 30;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 10,
  });
  useEffect(() => virtual.measure(), [virtual, height]);
  const items = virtual.getVirtualItems();
  const lines = items.flatMap((item) => rows[item.index] ?? []);
  useEffect(() => onLook(lines));
  useSubscription(lines.flatMap((row) => (row.kind === 'node' && row.node.point ? [addressOf(instance, row.node)] : [])));

  // A line that was scrolled out of view is not there to be named.
  const named = lines.find((row) => row.key === activeKey);
  const active = rows.findIndex((row) => row.key === activeKey);
  const move = (index: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    setActiveKey(rows[next]?.key ?? null);
    virtual.scrollToIndex(next);
  };
  const detail = useCallback(
    (row: Row) => {
      if (row.kind === 'node') onDetail(row.node);
    },
    [onDetail],
  );
  const pick = useCallback(
    (row: Row) => {
      setActiveKey(row.key);
      if (row.kind !== 'node') return;
      if (row.node.expandable) onToggle(row.node.path);
      else onDetail(row.node);
    },
    [onToggle, onDetail],
  );
  const tick = (row: Row) => {
    if (row.kind !== 'node' || !tickable(row.node)) return;
    const state = stateOf(row.node);
    if (state !== 'unknown') onTick(row.node.path, state !== 'all');
  };
  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? height) / height) - 1);
  return (
    <div className={`surface ${classes.grid}`}>
      <div
        ref={scroller}
        className={classes.scroller}
        role="treegrid"
        aria-label={t('tree')}
        aria-rowcount={rows.length + 1}
        aria-activedescendant={named && lineId(named.key)}
        tabIndex={0}
        onFocus={() => active === -1 && setActiveKey(rows[0]?.key ?? null)}
        onKeyDown={(event) => handleKey(event, { rows, active, page, move, toggle: onToggle, tick, detail, typed })}
        data-testid="node-grid"
      >
        <NodeHead />
        <div className={classes.canvas} role="rowgroup" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const node = row.kind === 'node' ? row.node : undefined;
            return (
              <NodeLine
                key={item.key}
                id={lineId(row.key)}
                instance={instance}
                row={row}
                index={item.index}
                start={item.start}
                height={height}
                whole={flat && row.depth === 0}
                selected={row.key === activeKey}
                tick={node ? stateOf(node) : 'unknown'}
                count={node ? countOf(node) : undefined}
                onPick={pick}
                onTick={onTick}
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
