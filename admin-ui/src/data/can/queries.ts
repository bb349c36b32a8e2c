import { useQuery } from '@tanstack/react-query';
import { ask } from '../calls/ask';
import type { Bus, CanSignal, SignalPage } from './types';

const PAGE = 500;
/** More signals than this are listed without units and without a way to their points. */
const MOST = 5000;
const BUS_MS = 2000;

/** How the bus is, asked again and again. */
export function useBus(instance: string) {
  return useQuery({
    queryKey: ['can', instance, 'bus'],
    queryFn: ({ signal }) => ask<Bus>(instance, 'bus', {}, { signal, seconds: 5 }),
    refetchInterval: BUS_MS,
    retry: false,
  });
}

/** Signals of the DBC files by `message.signal`. */
export function useSignals(instance: string) {
  return useQuery({
    queryKey: ['can', instance, 'signals'],
    queryFn: ({ signal }) => readSignals(instance, signal),
    staleTime: 60_000,
    retry: false,
  });
}

async function readSignals(instance: string, signal: AbortSignal): Promise<Map<string, CanSignal>> {
  const found = new Map<string, CanSignal>();
  for (let start = 0; start < MOST; start += PAGE) {
    // oxlint-disable-next-line no-await-in-loop -- the next page begins where this one ends
    const page = await ask<SignalPage>(instance, 'signals', { start, limit: PAGE }, { signal, seconds: 10 });
    for (const each of page.signals) found.set(each.path, each);
    if (start + page.signals.length >= page.total || page.signals.length === 0) break;
  }
  return found;
}
