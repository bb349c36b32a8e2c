import type { InstanceDraft } from '@/data/instances/types';
import type { ConfigChange } from '@/data/nodes/types';

/** How many entries of a configuration a change touches. */
export function sizeOf(change: ConfigChange | undefined): number {
  if (change === undefined) return 0;
  return change.add.length + change.remove.length + change.exclude.length + change.include.length;
}

/** A draft with the points of a change; done twice it is as done once, and everything else stays. */
export function withChange(draft: InstanceDraft, change: ConfigChange): InstanceDraft {
  const { points, exclude } = draft.config;
  const entries = (Array.isArray(points) ? points : []) as { path: string }[];
  const left = (Array.isArray(exclude) ? exclude : []) as string[];
  const gone = new Set(change.remove);
  const kept = entries.filter(({ path }) => !gone.has(path));
  const known = new Set(kept.map(({ path }) => path.toLowerCase()));
  const back = new Set(change.include);
  return {
    ...draft,
    config: {
      ...draft.config,
      points: [...kept, ...change.add.filter(({ path }) => !known.has(path.toLowerCase()))],
      exclude: [...new Set([...left.filter((path) => !back.has(path)), ...change.exclude])],
    },
  };
}
