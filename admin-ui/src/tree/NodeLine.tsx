import { Loader, VisuallyHidden } from '@mantine/core';
import { memo, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { reasonOf } from '@/data/errors';
import { useReason } from '@/i18n/reason';
import { NodeCells } from './NodeCells';
import type { NoteRow, Row } from './rows';
import type { TickState } from './ticks';
import classes from './tree.module.css';

interface Props {
  id: string;
  instance: string;
  row: Row;
  index: number;
  start: number;
  height: number;
  whole: boolean;
  selected: boolean;
  tick: TickState;
  count: number | undefined;
  onPick: (row: Row) => void;
  onTick: (path: string, on: boolean) => void;
}

/** One line of the grid at its place. */
export const NodeLine = memo(function NodeLine(props: Props) {
  const { id, row, index, start, height, selected, onPick } = props;
  const { t } = useTranslation('common');
  const style = { height, transform: `translateY(${start}px)`, '--depth': row.depth } as CSSProperties;
  const node = row.kind === 'node' ? row.node : undefined;
  return (
    // The grid itself handles the keys; it keeps the focus and names the active line.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={id}
      role="row"
      className={`${classes.row} ${classes.line}`}
      style={style}
      data-testid={node ? `node-${node.path}` : undefined}
      aria-rowindex={index + 2}
      aria-level={row.depth + 1}
      aria-posinset={row.index + 1}
      aria-setsize={row.siblings}
      aria-selected={selected}
      aria-expanded={row.kind === 'node' && row.node.expandable ? row.open : undefined}
      onClick={() => onPick(row)}
    >
      {row.kind === 'node' ? (
        <NodeCells
          instance={props.instance}
          row={row}
          whole={props.whole}
          tick={props.tick}
          count={props.count}
          onTick={props.onTick}
        />
      ) : row.kind === 'gap' ? (
        <span role="gridcell" className={classes.gap}>
          <VisuallyHidden>{t('loading')}</VisuallyHidden>
          <span className={classes.bone} />
        </span>
      ) : (
        <Note row={row} />
      )}
    </div>
  );
});

function Note({ row }: { row: NoteRow }) {
  const { t } = useTranslation(['symbols', 'common']);
  const reasons = useReason();
  const text = { loading: t('common:loading'), empty: t('empty_level'), failed: '' }[row.kind];
  return (
    <span role="gridcell" className={`${classes.name} ${classes.gap}`}>
      {row.kind === 'loading' ? <Loader size={14} aria-hidden /> : null}
      <span className={classes.note}>
        {row.kind === 'failed' ? `${t('level_failed')} ${reasons.text(reasonOf(row.error))}` : text}
      </span>
    </span>
  );
}
