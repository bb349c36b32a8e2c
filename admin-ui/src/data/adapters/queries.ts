import { useQuery } from '@tanstack/react-query';
import { get } from '../http';
import type { AdapterType } from './types';

export const TYPES_KEY = ['types'] as const;

/** Adapter types the gateway knows; asked again until all have told their schema. */
export function useAdapterTypes() {
  return useQuery({
    queryKey: TYPES_KEY,
    queryFn: ({ signal }) => get<AdapterType[]>('/api/types', signal),
    staleTime: 60_000,
    refetchInterval: (state) =>
      state.state.data?.some((type) => type.schema === null && type.image !== 'failed') ? 3000 : false,
  });
}

export function useAdapterType(name: string | undefined) {
  const types = useAdapterTypes();
  return { ...types, data: types.data?.find((type) => type.type === name) };
}

/** README.md of a type: Markdown nobody has checked. */
export function useReadme(type: string) {
  return useQuery({
    queryKey: [...TYPES_KEY, type, 'readme'],
    queryFn: ({ signal }) => get<{ text: string }>(`/api/types/${encodeURIComponent(type)}/readme`, signal),
    staleTime: 60_000,
  });
}
