import type { Row } from '../rows';
import type { RouteState } from '../state';

/** What is drawn of a connection, the most urgent first. */
export const LINK_STATES = ['cut', 'error', 'disconnected', 'on', 'idle', 'off'] as const;
export type LinkState = (typeof LINK_STATES)[number];

/** All routes from one instance to another. */
export interface FlowLink {
  source: string;
  target: string;
  routes: number;
  /** Messages per second; null while unknown. */
  rate: number | null;
  state: LinkState;
}

export interface FlowEnd {
  id: string;
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

/** Routes gathered by instance; a rate is shared evenly among the pairs of a route. */
export function graphOf(rows: readonly Row[]): Graph {
  const links = new Map<string, FlowLink>();
  const sources = new Map<string, FlowEnd>();
  const targets = new Map<string, FlowEnd>();
  for (const row of rows) {
    const state = OF_ROUTE[row.state];
    const pairs = row.sources.length * row.targets.length;
    if (pairs === 0) continue;
    const rate = row.rate === null ? null : row.rate / pairs;
    for (const source of row.sources) {
      add(sources, source, state, rate === null ? null : rate * row.targets.length);
      for (const target of row.targets) {
        const key = `${source} ${target}`;
        const link = links.get(key) ?? { source, target, routes: 0, rate: null, state: 'off' };
        links.set(key, gather(link, state, rate));
      }
    }
    for (const target of row.targets) add(targets, target, state, rate === null ? null : rate * row.sources.length);
  }
  const byUrgency = (a: FlowLink, b: FlowLink) =>
    LINK_STATES.indexOf(a.state) - LINK_STATES.indexOf(b.state) || (b.rate ?? 0) - (a.rate ?? 0);
  const list = [...links.values()].toSorted(byUrgency);
  const left = [...sources.values()].toSorted((a, b) => a.id.localeCompare(b.id));
  return { links: list, sources: left, targets: uncrossed(left, [...targets.values()], list) };
}

function add(ends: Map<string, FlowEnd>, id: string, state: LinkState, rate: number | null): void {
  const end = ends.get(id) ?? { id, rate: null, routes: 0, state: 'off' };
  ends.set(id, gather(end, state, rate));
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
