import {
  IconBox,
  IconBraces,
  IconBrackets,
  IconCpu,
  IconFolder,
  IconHash,
  IconLink,
  IconList,
  IconQuestionMark,
  IconToggleLeft,
  IconTypography,
  type Icon,
} from '@tabler/icons-react';
import type { TreeNode } from '@/data/nodes/types';

const KINDS: Record<string, Icon> = {
  namespace: IconFolder,
  runtime: IconCpu,
  structure: IconBraces,
  union: IconBraces,
  'function block': IconBox,
  array: IconBrackets,
  enum: IconList,
  pointer: IconLink,
  reference: IconLink,
  interface: IconLink,
  property: IconHash,
  scalar: IconHash,
};

/** A sign for what a node is; its word is in the column of types. */
export function KindSign({ node }: { node: TreeNode }) {
  const scalar = node.iec === 'BOOL' ? IconToggleLeft : node.iec?.endsWith('STRING') ? IconTypography : undefined;
  const Sign = (node.kind === 'scalar' ? scalar : undefined) ?? KINDS[node.kind] ?? IconQuestionMark;
  return <Sign size={15} stroke={1.7} aria-hidden style={{ flexShrink: 0, color: 'var(--mantine-color-dimmed)' }} />;
}
