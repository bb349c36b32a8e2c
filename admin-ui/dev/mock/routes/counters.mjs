// Counters of routes and sources: they follow from the time since the start, and always add up.
import { labelOf, sourcesOf } from './documents.mjs';
import { pointsOf } from './pipeline.mjs';

const START = Date.now() - 3_600_000;

/** How a route fares: messages per second and what share of them ends how. */
const FARES = {
  'battery-to-plc': { rate: 8, filtered: { gate: 0.62 }, dropped: { superseded: 0.004 } },
  'house-power': { rate: 4, filtered: { condition: 0.2, schedule: 0.1 }, pending: 37 },
  'meter-display': { rate: 1.2, filtered: {}, dropped: { no_receiver: 1 }, error: 'no_receiver' },
  'setpoint-pair': { rate: 0.2, filtered: { echo: 0.3 } },
  'calc-loop': { rate: 20, filtered: {}, dropped: { rate: 0.8 }, open: true },
  7: { rate: 0.5, filtered: { gate: 0.9 }, dropped: { error: 0.05 }, error: 'old' },
};
const OTHERS = [
  { rate: 1, filtered: {} },
  { rate: 12, filtered: { gate: 0.5 } },
  { rate: 0.1, filtered: { quality: 0.1 } },
  { rate: 0, filtered: {} },
  { rate: 3, filtered: {}, dropped: { error: 0.02 }, error: 'now' },
];
const ERRORS = {
  no_receiver: { key: 'no_receiver', message: 'nobody takes write requests of plc; the instance is not connected', params: {} },
  old: { message: "scale needs a number, not 'n/a'" },
  now: { message: 'division by zero in expr("value / prev")' },
};

const tally = (received, { filtered = {}, dropped = {}, pending = 0 }) => {
  const part = (shares) =>
    Object.fromEntries(
      Object.entries(shares)
        .map(([reason, share]) => [reason, Math.floor(received * share)])
        .filter(([, n]) => n > 0),
    );
  const lost = { filtered: part(filtered), dropped: part(dropped) };
  const gone = [...Object.values(lost.filtered), ...Object.values(lost.dropped)].reduce((all, n) => all + n, 0);
  const waiting = Math.min(pending, Math.max(0, received - gone));
  return { received, delivered: Math.max(0, received - gone - waiting), pending: waiting, ...lost };
};

export function fareOf(route, index) {
  const fare = FARES[labelOf(route, index)] ?? OTHERS[index % OTHERS.length];
  return route.enabled === false ? { rate: 0, filtered: {} } : fare;
}

function routeCounters(world, route, index, now) {
  const fare = fareOf(route, index);
  const cut = world.sourceState(String([route.from].flat()[0]).split('.')[0]);
  const rate = cut === 'closed' ? fare.rate : 0;
  const point = index < 50 ? pointsOf(world.points, route)[0] : undefined;
  const last = rate === 0 ? null : { ts: now - Math.min(60_000, 1000 / rate), address: point?.address ?? [route.from].flat()[0], value: point?.value ?? 21.5 + (index % 9) }; // prettier-ignore
  return {
    id: labelOf(route, index),
    ...(route.name ? { name: route.name } : {}),
    ...tally(Math.floor((fare.rate * (now - START)) / 1000), fare),
    rate: rate === 0 ? 0 : rate * (0.95 + Math.random() / 10),
    last,
    last_error: fare.error ? { ts: now - (fare.error === 'old' ? 7_400_000 : 9000), address: [route.from].flat()[0], ...ERRORS[fare.error] } : null, // prettier-ignore
    open: fare.open ? { since: now - 250_000, rate: 143, limit: route.max_rate ?? 100 } : null,
    points: route.enabled === false ? 0 : index < 50 ? pointsOf(world.points, route).length : 1,
  };
}

/** The other direction of a bidirectional route, half as busy. */
function backOf(route, { received, ...own }) {
  const count = Math.floor(received / 2);
  const last = own.last && { ...own.last, address: String([route.to].flat()[0]), ts: own.last.ts - 900 };
  return { ...own, back: true, ...tally(count, { filtered: { echo: 0.2 } }), rate: (own.rate ?? 0) / 2, last };
}

function sourceCounters(world, id, now) {
  const connected = world.routes.document.sources?.[id]?.connected !== false;
  const breaker = world.breakers.get(id) ?? null;
  const own = world.points.filter(({ instance }) => instance === id).length;
  const flooded = breaker?.state === 'open';
  const rate = !connected || flooded ? 0 : own * 1.6;
  const fare = { filtered: { no_match: 0.31, repeated: 0.04 }, dropped: flooded ? { malformed: 0.0002, breaker: 0.02 } : {} };
  return {
    id,
    ...tally(Math.floor((own * 1.6 * (now - START)) / 1000), fare),
    rate,
    points: own,
    malformed: flooded
      ? { ts: now - 251_000, topic: `smarthome/${id}/unit_9/raw`, reason: 'not_json', payload: '\\x00\\x17 garbage' }
      : null,
    breaker,
    connected,
  };
}

export function countersOf(world) {
  const now = Date.now();
  const { routes } = world.routes.document;
  if (world.mode.router === 'away') return { ts: null, since: null, routes: [], sources: [] };
  return {
    ts: now - 1200,
    since: START,
    routes: routes.flatMap((route, index) => {
      const own = routeCounters(world, route, index, now);
      return route.bidirectional ? [own, backOf(route, own)] : [own];
    }),
    sources: sourcesOf(world.routes.document).map((id) => sourceCounters(world, id, now)),
  };
}

/** Breakers as they lie on the bus: open ones with their evidence. */
export function makeBreakers(kind, ids) {
  const now = Date.now();
  const found = new Map();
  if (kind === 'closed' || ids.length === 0) return found;
  const topics = Array.from({ length: 10 }, (_, index) => ({ topic: `smarthome/${ids[0]}/unit_${index}/raw`, count: Math.floor(21_400 / (index + 1)) })); // prettier-ignore
  found.set(ids[0], {
    source: ids[0], state: 'open', since: now - 251_000, rate: 21_350, limit: 500, topics, last_activity: now - 250_400,
    trips: 3, retry_at: kind === 'retry' ? now + 49_000 : null, quarantined: 0, quarantine: [], budget: 2000,
  }); // prettier-ignore
  if (ids[1]) found.set(ids[1], { source: ids[1], state: 'closed', since: now - 86_000_000, rate: 96, limit: 500, topics: [], last_activity: now - 400, trips: 0, retry_at: null, quarantined: 1312, quarantine: [{ topic: `smarthome/${ids[1]}/session/8f3a01` }, { topic: `smarthome/${ids[1]}/session/8f3a02` }], budget: 2000 }); // prettier-ignore
  return found;
}
