import { Text } from '@mantine/core';
import { IconListSearch, IconSearchOff, IconSquareCheck } from '@tabler/icons-react';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { NodeList, TreeNode } from '@/data/nodes/types';
import { PageSkeleton } from '@/frame/PageSkeleton';
import { NodeGrid } from '@/tree/NodeGrid';
import { useTree } from '@/tree/use-tree';
import { EmptyState } from '@/ui/EmptyState';
import { SlowNote } from './SlowNote';
import type { Ticks } from './use-ticks';

interface Props {
  id: string;
  root: NodeList;
  ticks: Ticks;
  onPaths: (paths: readonly string[]) => void;
  onDetail: (node: TreeNode) => void;
  /** What is said instead of a list that cannot be read. */
  trouble: (error: Error) => ReactNode;
}

const SIGNS = { children: IconListSearch, search: IconSearchOff, places: IconSearchOff, selected: IconSquareCheck };

/** The tree or a list of nodes: being read, failed, empty, or there. */
export function NodeView({ id, root, ticks, onPaths, onDetail, trouble }: Props) {
  const { t } = useTranslation('symbols');
  const tree = useTree(id, root);
  const { paths, rows, first, error } = tree;
  useEffect(() => onPaths(paths), [onPaths, paths]);
  if (error) return trouble(error);
  if (tree.pending) {
    return (
      <>
        <SlowNote text={t(`reading.${root.kind}`)} />
        <PageSkeleton />
      </>
    );
  }
  if (first?.total === 0) {
    const Sign = SIGNS[root.kind];
    const what = { text: root.kind === 'search' ? root.text : root.kind === 'places' ? root.type : '' };
    return (
      <EmptyState
        icon={<Sign size={44} stroke={1.2} />}
        title={t(`nothing_title.${root.kind}`)}
        text={t(`nothing_text.${root.kind}`, what)}
      />
    );
  }
  return (
    <>
      {root.kind === 'search' && first?.more ? (
        <Text c="dimmed" mb={6} role="status">
          {t('more', { count: first.total })}
        </Text>
      ) : null}
      <NodeGrid
        instance={id}
        rows={rows}
        flat={root.kind !== 'children'}
        stateOf={ticks.stateOf}
        countOf={ticks.countOf}
        onLook={tree.look}
        onToggle={tree.toggle}
        onTick={ticks.tick}
        onDetail={onDetail}
      />
    </>
  );
}
