import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { get } from '../http';
import { useSamples } from '../live/context';
import { findPoints } from '../points/calls';
import { recordOf } from './record';
import type { BatteryList } from './types';

const REFRESH_MS = 5000;

/** All batteries of the house; what is in view is kept fresh by the live socket. */
export function useBatteries(refresh = true) {
  return useQuery({
    queryKey: ['points', 'batteries'],
    queryFn: ({ signal }) => get<BatteryList>('/api/batteries', signal),
    staleTime: REFRESH_MS,
    refetchInterval: refresh ? REFRESH_MS : false,
  });
}

/** What a point is worth while the gateway cannot be reached. */
const OLD = { quality: 'uncertain', reason: 'gateway_unreachable' } as const;
const POINTS_REFRESH_MS = 15_000;
const MOST_POINTS = 1000;

/** Points of one battery as they are now; `old` makes all of them doubtful. */
export function useBattery(address: string, old: boolean) {
  const points = useQuery({
    queryKey: ['points', 'battery', address],
    queryFn: ({ signal }) => findPoints({ prefix: address, limit: MOST_POINTS }, signal),
    staleTime: REFRESH_MS,
    // A battery can tell something for the first time at any moment.
    refetchInterval: POINTS_REFRESH_MS,
  });
  const known = points.data?.items;
  const samples = useSamples(useMemo(() => known?.map((point) => point.address) ?? [], [known]));
  const record = useMemo(() => {
    const fresh = known?.map((point) => ({ ...point, ...samples.get(point.address), ...(old ? OLD : {}) }));
    return fresh && recordOf(address, fresh);
  }, [address, known, samples, old]);
  return { record, error: points.error, pending: points.isPending, refetch: points.refetch };
}
