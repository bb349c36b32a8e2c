import { Loader } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { memo, type CSSProperties, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PointView } from '@/data/points/types';
import { useReason } from '@/i18n/reason';
import { reasonOf } from '@/data/errors';
import { BatteryLink } from './BatteryLink';
import { PointCells } from './PointCells';
import classes from './points.module.css';
import type { BranchRow, NoteRow, Row } from './rows';

interface Props {
  id: string;
  row: Row;
  index: number;
  start: number;
  height: number;
  selected: boolean;
  onPick: (key: string) => void;
  onOpen: (row: Row) => void;
  onWrite: (point: PointView) => void;
}

/** One line of the grid at its place: a branch, a point, or the note that a level is missing. */
export const GridLine = memo(function GridLine({ id, row, index, start, height, selected, onPick, onOpen, onWrite }: Props) {
  const style = { height, transform: `translateY(${start}px)`, '--depth': row.depth } as CSSProperties;
  return (
    // The grid itself handles the keys; it keeps the focus and names the active line.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={id}
      role="row"
      className={`${classes.row} ${classes.line}`}
      style={style}
      data-kind={row.kind}
      data-testid={testIdOf(row)}
      aria-rowindex={index + 2}
      aria-level={row.depth + 1}
      aria-selected={selected}
      aria-expanded={row.kind === 'branch' ? row.open : undefined}
      onClick={() => {
        onPick(row.key);
        onOpen(row);
      }}
    >
      <Cells row={row} onWrite={onWrite} />
    </div>
  );
});

function testIdOf(row: Row): string | undefined {
  if (row.kind === 'point') return `point-${row.point.address}`;
  return row.kind === 'branch' ? `branch-${row.address}` : undefined;
}

function Cells({ row, onWrite }: { row: Row; onWrite: (point: PointView) => void }): ReactNode {
  if (row.kind === 'branch') return <Branch row={row} />;
  if (row.kind === 'point') return <PointCells name={row.name} point={row.point} onWrite={onWrite} />;
  return <Note row={row} />;
}

function Branch({ row }: { row: BranchRow }) {
  const { t } = useTranslation('points');
  const Sign = row.open ? IconChevronDown : IconChevronRight;
  return (
    <span role="gridcell" className={`${classes.name} ${classes.branch}`}>
      <Sign size={18} className={classes.fold} aria-hidden />
      <span className="truncate" title={row.address}>
        {row.name}
      </span>
      <span className={classes.below}>{t('below', { count: row.count })}</span>
      <BatteryLink address={row.address} />
    </span>
  );
}

function Note({ row }: { row: NoteRow }) {
  const { t } = useTranslation(['points', 'common']);
  const reasons = useReason();
  return (
    <span role="gridcell" className={classes.name} style={{ gridColumn: '1 / -1' }}>
      {row.kind === 'loading' ? <Loader size={14} aria-hidden /> : null}
      <span>{row.kind === 'loading' ? t('common:loading') : `${t('level_failed')}: ${reasons.text(reasonOf(row.error))}`}</span>
    </span>
  );
}
