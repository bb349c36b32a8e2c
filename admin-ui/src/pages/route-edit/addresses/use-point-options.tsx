import { useDebouncedValue } from '@mantine/hooks';
import { useMemo, type ReactNode } from 'react';
import { useSubscription } from '@/data/live/context';
import { usePointSuggestions } from '@/data/points/queries';
import type { PointView } from '@/data/points/types';
import type { Option } from '../text/completion';
import { PointOption } from './PointOption';
import { addressOptions, wordsOf } from './search';

const PAUSE_MS = 200;
const NONE: PointView[] = [];

/** Points that go with what is typed, live while the list is wanted. */
export function usePointOptions(typed: string, wanted: boolean, kind: 'from' | 'to' = 'from') {
  const [search] = useDebouncedValue(wordsOf(typed), PAUSE_MS);
  const answer = usePointSuggestions(search, wanted);
  const points = answer.data?.items ?? NONE;
  const addresses = useMemo(() => (wanted ? points.map(({ address }) => address) : []), [points, wanted]);
  useSubscription(addresses);
  const contentOf = (option: Option): ReactNode => {
    const point = points.find(({ address }) => address === option.label);
    return option.kind === 'point' ? <PointOption address={option.label} point={point} /> : undefined;
  };
  return {
    options: wanted ? addressOptions(points, kind, typed) : [],
    contentOf,
    points,
    total: answer.data?.total,
    loading: answer.isFetching,
    error: answer.error,
  };
}
