import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ask } from '../calls/ask';
import type { Decodings, Diagnostics, Plan, ProfileLine, ProfileSheet } from './types';

type Config = Record<string, unknown>;

/** What is asked again only when somebody wants it: an error is shown at once, not after three tries. */
const ONCE = { retry: false, refetchOnWindowFocus: false } as const;

/** The requests a configuration leads to, saved or not; the last plan stays while the next one is made. */
export function usePlan(instance: string | null | undefined, config: Config | null) {
  return useQuery({
    queryKey: ['plan', instance, config],
    queryFn: ({ signal }) => ask<Plan>(instance ?? '', 'plan', { config }, { signal, seconds: 15 }),
    enabled: typeof instance === 'string' && config !== null,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    gcTime: 60_000,
    ...ONCE,
  });
}

export interface Place {
  unit_id: number;
  table: string;
  address: number;
  count: number;
}

/** Registers of a live device in every type and order, each second anew. */
export function useDecodings(instance: string | null, place: Place | null) {
  return useQuery({
    queryKey: ['decodings', instance, place],
    queryFn: ({ signal }) => ask<Decodings>(instance ?? '', 'decodings', { ...place }, { signal, seconds: 10 }),
    enabled: instance !== null && place !== null,
    refetchInterval: 1000,
    gcTime: 0,
    ...ONCE,
  });
}

/** Every profile that can be chosen. */
export function useProfiles(instance: string | null | undefined) {
  return useQuery({
    queryKey: ['profiles', instance],
    queryFn: async ({ signal }) => (await ask<{ profiles: ProfileLine[] }>(instance ?? '', 'profiles', {}, { signal })).profiles,
    enabled: typeof instance === 'string',
    staleTime: 300_000,
    ...ONCE,
  });
}

/** One profile with its points and sources. */
export function useProfile(instance: string | null | undefined, name: string | null) {
  return useQuery({
    queryKey: ['profile', instance, name],
    queryFn: ({ signal }) => ask<ProfileSheet>(instance ?? '', 'profiles', { name }, { signal }),
    enabled: typeof instance === 'string' && name !== null,
    staleTime: 300_000,
    ...ONCE,
  });
}

/** Counters of each unit, followed while they are shown. */
export function useDiagnostics(instance: string) {
  return useQuery({
    queryKey: ['diagnostics', instance],
    queryFn: ({ signal }) => ask<Diagnostics>(instance, 'diagnostics', {}, { signal, seconds: 10 }),
    refetchInterval: 2000,
    gcTime: 0,
    ...ONCE,
  });
}
