import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { nodesKey, useSelection } from '@/data/nodes/queries';
import type { Tick, TreeNode } from '@/data/nodes/types';
import { ticked, tickState } from '@/tree/ticks';
import { sizeOf } from './change';

const NONE: readonly Tick[] = [];

/** The ticks that are not in force yet, and what the adapter says they would make. */
export function useTicks(id: string, paths: readonly string[]) {
  const client = useQueryClient();
  const [ticks, setTicks] = useState(NONE);
  const [saved, setSaved] = useState(false);
  const [applied, setApplied] = useState(0);
  const asked = useSelection(id, ticks, paths, saved);
  const answer = asked.data;
  const current = answer !== undefined && JSON.stringify(answer.ticks) === JSON.stringify(ticks);
  const done = current && ticks.length > 0 && sizeOf(answer.change) === 0 && answer.held.length === 0;
  if (done) {
    // The adapter runs on what was saved, or the ticks cancel each other out.
    setTicks(NONE);
    setSaved(false);
    if (saved) setApplied(applied + 1);
  }
  useEffect(() => {
    if (applied > 0) void client.invalidateQueries({ queryKey: nodesKey(id) });
  }, [applied, client, id]);
  const tick = useCallback((path: string, on: boolean) => {
    setSaved(false);
    setTicks((before) => ticked(before, path, on));
  }, []);
  const stateOf = useMemo(() => (node: TreeNode) => tickState(node, ticks, answer, current), [ticks, answer, current]);
  const countOf = useMemo(() => (node: TreeNode) => answer?.nodes[node.path]?.[0], [answer]);
  return {
    ticks,
    tick,
    stateOf,
    countOf,
    answer,
    /** Whether the answer is for the ticks as they are now. */
    current,
    error: asked.error,
    saved,
    dirty: ticks.length > 0 && !saved,
    markSaved: () => setSaved(true),
    forget: () => {
      setTicks(NONE);
      setSaved(false);
    },
  };
}

export type Ticks = ReturnType<typeof useTicks>;
