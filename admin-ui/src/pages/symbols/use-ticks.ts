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
  // Made while the adapter takes over what was saved: it still answers for the configuration before.
  const [later, setLater] = useState(NONE);
  const [applied, setApplied] = useState(0);
  const asked = useSelection(id, ticks, paths, saved);
  const answer = asked.data;
  const answered = answer !== undefined && JSON.stringify(answer.ticks) === JSON.stringify(ticks);
  const current = answered && later.length === 0;
  const done = answered && ticks.length > 0 && sizeOf(answer.change) === 0 && (saved || answer.held.length === 0);
  if (done) {
    // The adapter runs on what was saved, or the ticks cancel each other out.
    setTicks(later);
    setLater(NONE);
    setSaved(false);
    if (saved) setApplied(applied + 1);
  }
  useEffect(() => {
    if (applied > 0) void client.invalidateQueries({ queryKey: nodesKey(id) });
  }, [applied, client, id]);
  const tick = useCallback(
    (path: string, on: boolean) => (saved ? setLater : setTicks)((before) => ticked(before, path, on)),
    [saved],
  );
  const shown = useMemo(() => later.reduce((all, [path, on]) => ticked(all, path, on), ticks), [ticks, later]);
  const stateOf = useMemo(() => (node: TreeNode) => tickState(node, shown, answer, current), [shown, answer, current]);
  const countOf = useMemo(() => (node: TreeNode) => answer?.nodes[node.path]?.[0], [answer]);
  const unsaved = saved ? later : ticks;
  return {
    ticks: shown,
    tick,
    stateOf,
    countOf,
    answer,
    error: asked.error,
    saved,
    /** How many ticks are not saved. */
    unsaved: unsaved.length,
    dirty: unsaved.length > 0,
    /** Whether the answer is for all of them, so that they can be saved. */
    ready: unsaved.length > 0 && !saved && current,
    markSaved: () => setSaved(true),
    forget: () => {
      setTicks(saved ? ticks : NONE);
      setLater(NONE);
    },
  };
}

export type Ticks = ReturnType<typeof useTicks>;
