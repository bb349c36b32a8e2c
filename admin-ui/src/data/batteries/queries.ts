import { useQuery } from '@tanstack/react-query';
import { get } from '../http';
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
