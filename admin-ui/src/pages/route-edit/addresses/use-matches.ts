import { useDebouncedValue } from '@mantine/hooks';
import { useMemo } from 'react';
import { usePointsBelow } from '@/data/points/queries';
import type { PointView } from '@/data/points/types';
import { literalPrefix, match, wildcardsOf } from './pattern';

export interface Match {
  point: PointView;
  /** What each wildcard stands for. */
  captures: string[];
}

export interface Matches {
  list: Match[];
  /** Not all points could be looked through. */
  partly: boolean;
  loading: boolean;
  failed: boolean;
}

const NONE: PointView[] = [];
const PAUSE_MS = 300;

/** Points that a pattern matches now; nothing for an address without wildcards. */
export function useMatches(typed: string): Matches {
  const [pattern] = useDebouncedValue(typed, PAUSE_MS);
  const wild = wildcardsOf(pattern) > 0;
  const prefix = wild && /^[\w*-]+(\.[^.{}]+)*$/.test(pattern.replaceAll('/', '.')) ? literalPrefix(pattern) : null;
  const below = usePointsBelow(prefix);
  const points = below.data?.items ?? NONE;
  const list = useMemo(
    () =>
      points.flatMap((point): Match[] => {
        const captures = match(pattern, point.address);
        return captures === null ? [] : [{ point, captures }];
      }),
    [points, pattern],
  );
  return {
    list,
    partly: (below.data?.total ?? 0) > points.length,
    loading: prefix !== null && below.isPending,
    failed: below.error !== null,
  };
}
