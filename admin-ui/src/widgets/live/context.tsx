import { createContext, useContext, useEffect, useMemo, useSyncExternalStore, type ReactNode } from 'react';
import { usePointsOf } from '@/data/dashboards/queries';
import { useLiveState, useSampleStore, useSubscription } from '@/data/live/context';
import { useFromNow } from '@/format/now';
import type { LiveValue, Widget } from '../contract';
import { addressesOf } from './addresses';
import { PageLive, type Bindings } from './page-live';

/** A link that is back so soon has lost nothing worth hiding. */
const PATIENCE_MS = 3000;

const Context = createContext<PageLive | null>(null);

/** One subscription for all widgets of a page. */
export function PageLiveProvider({ widgets, children }: { widgets: Readonly<Record<string, Widget>>; children: ReactNode }) {
  const samples = useSampleStore();
  const live = useMemo(() => new PageLive(samples), [samples]);
  const joined = addressesOf(Object.values(widgets)).join('\n');
  const addresses = useMemo(() => (joined === '' ? [] : joined.split('\n')), [joined]);
  // Before the subscription: what it brings at once must be heard.
  useEffect(() => live.listen(addresses), [live, addresses]);
  useSubscription(addresses);
  const points = usePointsOf(addresses).data;
  useEffect(
    () => live.describe(points === undefined ? null : new Map(points.map((point) => [point.address, point]))),
    [live, points],
  );
  const { phase, since } = useLiveState();
  const away = useFromNow((now) => phase === 'paused' || (phase === 'reconnecting' && now - since >= PATIENCE_MS));
  useEffect(() => {
    if (away) live.forget();
  }, [live, away]);
  useEffect(() => () => live.stop(), [live]);
  return <Context value={live}>{children}</Context>;
}

/** What bindings tell now; re-renders at most once per frame, and only when something of them changed. */
export function useValues(bindings: Bindings): Record<string, LiveValue> {
  const live = useContext(Context);
  if (live === null) throw new Error('used outside PageLiveProvider');
  const { watch, values } = useMemo(() => live.reader(bindings), [live, bindings]);
  return useSyncExternalStore(watch, values);
}
