import { IconChevronDown, IconChevronRight, IconPencil } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { number } from '@/format/number';
import { KindSign } from './KindSign';
import { NodeValue } from './NodeValue';
import type { NodeRow } from './rows';
import { TickBox } from './TickBox';
import { tickable, type TickState } from './ticks';
import classes from './tree.module.css';

interface Props {
  instance: string;
  row: NodeRow;
  /** Whether the whole path is its name: in a list that is no level of a tree. */
  whole: boolean;
  tick: TickState;
  /** Points below it. */
  count: number | undefined;
  onTick: (path: string, on: boolean) => void;
}

/** The cells of a node: box, name, value, type, comment, whether it can be written. */
export function NodeCells({ instance, row, whole, tick, count, onTick }: Props) {
  const { t } = useTranslation('symbols');
  const { node } = row;
  const Sign = row.open ? IconChevronDown : IconChevronRight;
  const name = whole ? node.path : node.name;
  return (
    <>
      <span role="gridcell" className={classes.tick}>
        {tickable(node) ? (
          <TickBox name={node.path} state={tick} testId={`tick-${node.path}`} onChange={(on) => onTick(node.path, on)} />
        ) : null}
      </span>
      <span role="gridcell" className={classes.name}>
        {node.expandable ? <Sign size={16} className={classes.fold} aria-hidden /> : <span className={classes.unfolded} />}
        <KindSign node={node} />
        <span className={whole ? `truncate ${classes.whole}` : 'truncate'} title={node.path}>
          <bdi dir="ltr">{name}</bdi>
        </span>
        {node.expandable && count ? <span className={classes.below}>{t('below', { count, shown: number(count) })}</span> : null}
      </span>
      <NodeValue instance={instance} node={node} />
      <span role="gridcell" className={`truncate mono ${classes.type}`} title={node.type}>
        {node.kind === 'runtime' ? t('port', { port: node.type }) : (node.type ?? '')}
      </span>
      <span role="gridcell" className={`truncate ${classes.comment}`} title={node.comment}>
        {node.comment ?? ''}
      </span>
      <span role="gridcell" className={classes.access}>
        {node.writable ? (
          <IconPencil size={15} stroke={1.7} role="img" aria-label={t('writable')} className={classes.fold} />
        ) : null}
      </span>
    </>
  );
}
