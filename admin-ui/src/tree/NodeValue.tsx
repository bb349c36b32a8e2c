import { useTranslation } from 'react-i18next';
import { useLiveState, useSample } from '@/data/live/context';
import type { TreeNode } from '@/data/nodes/types';
import { useReason } from '@/i18n/reason';
import { Value } from '@/pages/points/Value';
import classes from './tree.module.css';

const POINTING = new Set(['pointer', 'reference', 'interface']);

/** Address of a node's point on the bus. */
export const addressOf = (instance: string, node: TreeNode) => `${instance}.${node.tag ?? ''}`;

/** The cell of a value: live where it is published, else as it was last read with the tree. */
export function NodeValue({ instance, node }: { instance: string; node: TreeNode }) {
  const { t } = useTranslation('symbols');
  const reasons = useReason();
  const live = useLiveState().phase === 'live';
  const sample = useSample(node.point ? addressOf(instance, node) : '');
  const value = sample?.value ?? node.value;
  const doubt = sample !== undefined && (!live || sample.quality === 'bad');
  const told = node.reason ?? (sample && sample.quality !== 'good' ? (sample.reason ?? undefined) : undefined);
  const shape = { type: node.iec ?? null, texts: node.texts ?? {}, unit: node.attributes?.['unit'] ?? '' };
  return (
    <span
      role="gridcell"
      className={classes.value}
      data-doubt={doubt || undefined}
      title={told ? reasons.text({ key: told }) : undefined}
      data-testid={`value-${node.path}`}
    >
      {value === undefined ? null : <Value point={shape} value={value} />}
      {value === undefined && POINTING.has(node.kind) ? <span className={classes.note}>{t('not_followed')}</span> : null}
      {value === undefined && node.reason ? <span className={classes.note}>{reasons.text({ key: node.reason })}</span> : null}
    </span>
  );
}
