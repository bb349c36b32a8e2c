import type { SourceCounters } from '@/data/routes/counters';
import type { Row } from '../rows';
import { sourceState, type RouteState, type SourceState } from '../state';

/** What is drawn of a connection, the most urgent first. */
export const LINK_STATES = ['cut', 'error', 'disconnected', 'on', 'idle', 'off'] as const;
export type LinkState = (typeof LINK_STATES)[number];

/** All routes from one instance to another. */
export interface FlowLink {
  source: string;
  target: string;
  routes: number;
  /** Delivered per second; null while unknown. */
  rate: number | null;
  state: LinkState;
}

export interface FlowEnd {
  id: string;
  /** Of a source what it sends, of a target what it is sent. */
  rate: number | null;
  routes: number;
  state: LinkState;
}

export interface Graph {
  links: FlowLink[];
  sources: FlowEnd[];
  targets: FlowEnd[];
}

const OF_ROUTE: Record<RouteState, LinkState> = {
  guard: 'cut',
  cut: 'cut',
  error: 'error',
  disconnected: 'disconnected',
  on: 'on',
  waiting: 'idle',
  unknown: 'idle',
  off: 'off',
};

const worse = (a: LinkState, b: LinkState): LinkState => (LINK_STATES.indexOf(a) <= LINK_STATES.indexOf(b) ? a : b);
const plus = (a: number | null, b: number | null) => (a === null && b === null ? null : (a ?? 0) + (b ?? 0));

/** Routes gathered by instance; what a route delivers is shared evenly among its pairs. */
export function graphOf(rows: readonly Row[], counters: readonly SourceCounters[]): Graph {
  const standing = standingOf(counters);
  const links = new Map<string, FlowLink>();
  const sources = new Map<string, FlowEnd>();
  const targets = new Map<string, FlowEnd>();
  for (const row of rows) {
    const pairs = row.sources.length * row.targets.length;
    if (pairs === 0) continue;
    const rate = row.rate === null ? null : row.rate / pairs;
    for (const source of row.sources) {
      const { state: read, rate: sent } = standing(source);
      const state = linkState(row.state, read);
      add(sources, source, state, null).rate = sent;
      for (const target of row.targets) {
        const key = `${source} ${target}`;
        const link = links.get(key) ?? { source, target, routes: 0, rate: null, state: 'off' };
        links.set(key, gather(link, state, rate));
      }
    }
    for (const target of row.targets) {
      add(targets, target, OF_ROUTE[row.state], rate === null ? null : rate * row.sources.length);
    }
  }
  const byUrgency = (a: FlowLink, b: FlowLink) =>
    LINK_STATES.indexOf(a.state) - LINK_STATES.indexOf(b.state) || (b.rate ?? 0) - (a.rate ?? 0);
  const list = [...links.values()].toSorted(byUrgency);
  const left = [...sources.values()].toSorted((a, b) => a.id.localeCompare(b.id));
  return { links: list, sources: left, targets: uncrossed(left, [...targets.values()], list) };
}

interface Standing {
  state: SourceState | undefined;
  rate: number | null;
}

/** How a source is read; a wildcard is as badly off as the worst instance it may stand for, and as loud as all. */
function standingOf(counters: readonly SourceCounters[]): (source: string) => Standing {
  const known = new Map(counters.map((one) => [one.id, { state: sourceState(one), rate: one.rate }]));
  const instances = [...known].filter(([id]) => id !== 'calc').map(([, standing]) => standing);
  const any: Standing = {
    state: instances.some(({ state }) => state === 'open') ? 'open' : undefined,
    rate: instances.reduce<number | null>((sum, { rate }) => plus(sum, rate), null),
  };
  return (source) => (source.includes('*') ? any : (known.get(source) ?? { state: undefined, rate: null }));
}

/** One source of several may be cut off while the route runs on. */
function linkState(route: RouteState, source: SourceState | undefined): LinkState {
  if (route === 'off') return 'off';
  if (source === 'open') return 'cut';
  if (source === 'disconnected' && route !== 'guard') return 'disconnected';
  return OF_ROUTE[route];
}

function add(ends: Map<string, FlowEnd>, id: string, state: LinkState, rate: number | null): FlowEnd {
  const end = gather(ends.get(id) ?? { id, rate: null, routes: 0, state: 'off' }, state, rate);
  ends.set(id, end);
  return end;
}

function gather<T extends FlowLink | FlowEnd>(into: T, state: LinkState, rate: number | null): T {
  into.routes += 1;
  into.rate = plus(into.rate, rate);
  into.state = worse(into.state, state);
  return into;
}

/** Targets in the order of the sources they mostly hang on, so that few lines cross. */
function uncrossed(sources: FlowEnd[], targets: FlowEnd[], links: FlowLink[]): FlowEnd[] {
  const place = new Map(sources.map(({ id }, index) => [id, index]));
  const middle = (id: string) => {
    const own = links.filter(({ target }) => target === id);
    return own.reduce((sum, { source }) => sum + (place.get(source) ?? 0), 0) / Math.max(1, own.length);
  };
  const weights = new Map(targets.map(({ id }) => [id, middle(id)]));
  return targets.toSorted((a, b) => (weights.get(a.id) ?? 0) - (weights.get(b.id) ?? 0) || a.id.localeCompare(b.id));
}
