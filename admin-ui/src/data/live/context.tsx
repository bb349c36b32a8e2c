import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import type { Sample } from '../points/types';
import { bridge } from './bridge';
import { SampleStore } from './samples';
import { LiveSocket } from './socket';
import type { LiveState } from './types';

/** A hidden page keeps its link this long, so that switching tabs does not cost a reconnect. */
const HIDDEN_GRACE_MS = 20_000;
/** Many samples are taken over together, at most this often. */
const GATHER_MS = 250;

interface Live {
  socket: LiveSocket;
  samples: SampleStore;
}

const Context = createContext<Live | null>(null);

function liveUrl(): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/live`;
}

/** One socket for everything below; paused while nobody can see the page. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const live = useMemo<Live>(() => ({ socket: new LiveSocket(liveUrl()), samples: new SampleStore() }), []);
  useEffect(() => {
    const end = bridge(live.socket, live.samples, client);
    const endPause = pauseWhileHidden(live.socket);
    return () => {
      end();
      endPause();
      live.socket.pause();
    };
  }, [client, live]);
  return <Context value={live}>{children}</Context>;
}

function pauseWhileHidden(socket: LiveSocket): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(timer);
    if (document.visibilityState === 'visible') socket.start();
    else timer = setTimeout(() => socket.pause(), HIDDEN_GRACE_MS);
  };
  look();
  document.addEventListener('visibilitychange', look);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', look);
  };
}

function useLive(): Live {
  const live = useContext(Context);
  if (live === null) throw new Error('used outside LiveProvider');
  return live;
}

/** Latest samples of what is subscribed; for readers with a rhythm of their own. */
export function useSampleStore(): SampleStore {
  return useLive().samples;
}

export function useLiveState(): LiveState {
  const { socket } = useLive();
  return useSyncExternalStore(socket.onState, () => socket.state);
}

/** Keeps these addresses subscribed while the caller is shown. */
export function useSubscription(addresses: readonly string[]): void {
  const { socket, samples } = useLive();
  const ends = useRef<(() => void)[]>([]);
  const joined = addresses.join('\n');
  useEffect(() => {
    const wanted = joined === '' ? [] : joined.split('\n');
    const before = ends.current;
    // The new ones are taken before the old ones are let go, so that what stays in view keeps its sample.
    ends.current = [samples.hold(wanted), socket.subscribe(wanted)];
    for (const end of before) end();
  }, [socket, samples, joined]);
  useEffect(
    () => () => {
      for (const end of ends.current) end();
      ends.current = [];
    },
    [],
  );
}

/** The live sample of an address, undefined until the first one arrives. */
export function useSample(address: string): Sample | undefined {
  const { samples } = useLive();
  const watch = useMemo(() => (reader: () => void) => samples.watch(address, reader), [samples, address]);
  return useSyncExternalStore(watch, () => samples.get(address));
}

/** Subscribes these addresses and gathers their live samples; those that have none yet are not in it. */
export function useSamples(addresses: readonly string[]): ReadonlyMap<string, Sample> {
  const { samples } = useLive();
  const [found, setFound] = useState<ReadonlyMap<string, Sample>>(new Map());
  const joined = addresses.join('\n');
  useSubscription(addresses);
  useEffect(() => {
    const wanted = joined === '' ? [] : joined.split('\n');
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = () => {
      timer = undefined;
      setFound(new Map(wanted.flatMap((address) => entry(address, samples.get(address)))));
    };
    const later = () => {
      timer ??= setTimeout(read, GATHER_MS);
    };
    const ends = wanted.map((address) => samples.watch(address, later));
    later();
    return () => {
      clearTimeout(timer);
      for (const end of ends) end();
    };
  }, [samples, joined]);
  return found;
}

function entry(address: string, sample: Sample | undefined): [string, Sample][] {
  return sample === undefined ? [] : [[address, sample]];
}
