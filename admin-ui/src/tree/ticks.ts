import type { Selection, Tick, TreeNode } from '@/data/nodes/types';
import { isBelow } from './paths';

export type TickState = 'all' | 'some' | 'none' | 'unknown';

/** Ticks after one more: it replaces those at and below its node. */
export function ticked(ticks: readonly Tick[], path: string, on: boolean): Tick[] {
  return [...ticks.filter(([other]) => other !== path && !isBelow(other, path)), [path, on]];
}

/**
 * How a node is ticked: as the adapter counted, or, while its answer is under way, as the ticks themselves say.
 *
 * `answer` may be that for earlier ticks; `current` tells.
 */
export function tickState(node: TreeNode, ticks: readonly Tick[], answer: Selection | undefined, current: boolean): TickState {
  if (!current) {
    const said = stated(node.path, ticks);
    if (said !== undefined) return said;
  }
  const counted = answer?.nodes[node.path];
  if (counted === undefined) return node.point === undefined ? 'unknown' : node.point ? 'all' : 'none';
  const [count, all] = counted;
  return all ? 'all' : count > 0 ? 'some' : 'none';
}

function stated(path: string, ticks: readonly Tick[]): TickState | undefined {
  if (ticks.some(([other]) => isBelow(other, path))) return 'some';
  const above = ticks.filter(([other]) => other === path || isBelow(path, other));
  const nearest = above.toSorted(([a], [b]) => b.length - a.length)[0];
  return nearest === undefined ? undefined : nearest[1] ? 'all' : 'none';
}

/** Whether a node can be ticked: it is a value or has some below it, and is no program as a whole. */
export function tickable(node: TreeNode): boolean {
  return node.kind !== 'runtime' && (node.tag !== undefined || node.expandable === true);
}
