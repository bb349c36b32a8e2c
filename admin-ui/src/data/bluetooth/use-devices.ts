import { useEffect, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { ask } from '../calls/ask';
import { follow, streamUrl } from '../streams/follow';
import { withHeard, type Devices } from './devices';
import type { Heard, Listing } from './types';

const GATHER_MS = 400;
const POLL_MS = 5000;
const ASK_S = 15;

/** What is around a radio: asked for, and while `scanning` followed as it is heard. */
export function useDevices(instance: string, scanning: boolean) {
  const [devices, setDevices] = useState<Devices>(new Map());
  const listing = useQuery({
    queryKey: ['bluetooth', instance],
    queryFn: async ({ signal }) => {
      const found = await ask<Listing>(instance, 'devices', {}, { signal, seconds: ASK_S });
      setDevices((known) => withHeard(known, found.devices, Date.now()));
      return found;
    },
    refetchInterval: POLL_MS,
    retry: false,
  });
  useEffect(() => {
    if (!scanning) return undefined;
    let waiting: Heard[] = [];
    let gather: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      gather = undefined;
      const entries = waiting;
      waiting = [];
      setDevices((known) => withHeard(known, entries, Date.now()));
    };
    const end = follow(streamUrl(instance, 'devices'), {
      open: () => undefined,
      take: (entries) => {
        waiting.push(...(entries as (Heard | { skipped: number })[]).filter((entry): entry is Heard => 'address' in entry));
        gather ??= setTimeout(flush, GATHER_MS);
      },
      problem: () => undefined,
      lost: () => undefined,
    });
    return () => {
      end();
      clearTimeout(gather);
    };
  }, [instance, scanning]);
  return { devices, listing };
}
