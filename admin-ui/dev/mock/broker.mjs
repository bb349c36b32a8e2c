/** The broker of the mock; `broker=` in the mode: on, away, silent, dropping, old (2.0); `connections=` says how many. */

const ok = (data, status = 200) => ({ status, data });
const HOUR = 3_600_000;

const wave = (scale, from = 0) => Array.from({ length: 120 }, (_, at) => (at < from ? null : scale * (2 + Math.sin(at / 7))));

const FIGURES = {
  clients_connected: 14,
  clients_disconnected: 1,
  clients_total: 15,
  clients_maximum: 17,
  clients_expired: 2,
  subscriptions: 96,
  retained_messages: 4_812,
  stored_messages: 4_826,
  stored_bytes: 912_384,
  queued_packets: 0,
  queued_bytes: 0,
  messages_received: 18_204_511,
  messages_sent: 41_772_090,
  publish_dropped: 128,
  bytes_received: 1.9e9,
  bytes_sent: 5.2e9,
  heap_bytes: 7.4e6,
  heap_maximum: 1.1e7,
};

function broker({ mode }) {
  const away = mode.broker === 'away';
  const silent = mode.broker === 'silent';
  const dropping = mode.broker === 'dropping';
  const old = mode.broker === 'old';
  const rates = {
    messages_received: 842.4,
    messages_sent: 1903.7,
    bytes_received: 92_160,
    bytes_sent: 248_300,
    publish_dropped: dropping ? 31.2 : 0,
  };
  const nothing = (known) => Object.fromEntries(Object.keys(known).map((name) => [name, null]));
  const reason = { key: 'broker_unreachable', params: {}, message: 'mqtt://broker:1883 is gone' };
  return ok({
    connected: !away && !silent,
    reason: away || silent ? reason : null,
    heard_at: silent ? null : Date.now() - (away ? 372_000 : 4_000),
    version: silent ? null : old ? '2.0.21' : '2.1.2',
    uptime_s: silent ? null : 273_611,
    figures: silent ? nothing(FIGURES) : old ? { ...FIGURES, queued_packets: null, queued_bytes: null } : FIGURES,
    rates: away || silent ? nothing(rates) : rates,
    dropped_last_minute: away || silent ? null : dropping ? 1872 : 0,
    dropping: dropping ? [{ user: '_nodered', at: Date.now() - 45_000 }] : [],
  });
}

function history({ mode }) {
  const from = mode.broker === 'silent' ? 120 : 15;
  return ok({
    step_s: 30,
    until: Date.now(),
    messages_received: wave(400, from),
    messages_sent: wave(900, from),
    bytes_received: wave(42_000, from),
    bytes_sent: wave(120_000, from),
    publish_dropped: wave(mode.broker === 'dropping' ? 12 : 0, from),
    clients_connected: wave(6, from),
    retained_messages: wave(2300, from),
    stored_bytes: wave(440_000, from),
    queued_packets: wave(mode.broker === 'old' ? 0 : 2, mode.broker === 'old' ? 120 : from),
    heap_bytes: wave(3.5e6, from),
  });
}

const FIRST = [
  ['gateway', 'part', '172.30.0.2', 0],
  ['inverter_1', 'instance', '172.30.0.7', 12_000],
  ['_nodered', 'outside', '192.168.1.40', null],
];

function connections({ mode }) {
  const away = mode.broker === 'away' || mode.broker === 'silent';
  const complete = mode.broker !== 'old' && !away;
  const list = Array.from({ length: away ? 0 : Number(mode.connections) }, (_, at) => {
    const [user, kind, address, heard] = FIRST[at] ?? [`_tool-${at}`, 'outside', `192.168.${at >> 8}.${at & 255}`, null];
    const old = !complete && kind === 'instance';
    return {
      user,
      name: user.replace(/^_/, ''),
      kind,
      told_by: old ? 'state' : 'broker',
      address: old ? null : address,
      protocol: old ? null : at % 4 === 3 ? '3.1.1' : '5',
      since: old ? null : Date.now() - (at + 1) * HOUR,
      heard_at: heard === null ? null : Date.now() - heard,
    };
  });
  const reason = away ? { key: 'broker_unreachable', params: {}, message: '' } : null;
  return ok({ complete, connected: away ? null : list.length + (complete ? 0 : 2), reason, connections: list });
}

export const brokerCalls = {
  'GET /api/broker': broker,
  'GET /api/broker/history': history,
  'GET /api/broker/connections': connections,
};

/** Credentials of outside programs. */
export function makeClients(count) {
  return ['nodered', 'homeassistant', 'zigbee2mqtt'].slice(0, count).map((name, at) => ({
    name,
    username: `_${name}`,
    read: at < 2 ? ['values', 'status'] : [],
    points: at === 2 ? ['inverter_1.**'] : [],
    write: name === 'nodered' ? ['inverter_1.setpoint', 'plc_keller'] : [],
    subscribe: at === 2 ? ['zigbee2mqtt/#'] : [],
    publish: at === 2 ? ['zigbee2mqtt/+/set'] : [],
    created: Date.now(),
    connected: [true, false, null][at],
    last_seen: at === 2 ? null : Date.now() - at * 3 * HOUR,
  }));
}

const credentials = (name) => ({
  name,
  username: `_${name}`,
  client_id: `_${name}`,
  password: 'qD3v-8sLw-Zp0k-Ty7m',
  url: 'mqtts://dinrail.local:8883',
});

const fail = (status, key, path) => ({
  status,
  data: { error: { key, message: `mock: ${key}`, params: {}, ...(path ? { path } : {}) } },
});
const rights = ({ read = [], points = [], write = [], subscribe = [], publish = [] }) => ({
  read,
  points,
  write,
  subscribe,
  publish,
});

export const clientCalls = {
  'GET /api/broker/clients': (world) => ok(world.clients),
  'POST /api/broker/clients': (world, { body }) => {
    if (world.clients.some(({ name }) => name === body.name)) return fail(409, 'client_exists');
    if ((body.publish ?? []).length > 0 && !body.confirm) return fail(422, 'publish_unconfirmed', '/publish');
    const made = { ...rights(body), name: body.name, username: `_${body.name}` };
    world.clients.push({ ...made, created: Date.now(), connected: false, last_seen: null });
    return ok(credentials(body.name), 201);
  },
};

export const clientPatterns = [
  [/^POST \/api\/broker\/clients\/([^/]+)\/rotate$/, (world, { found }) => ok(credentials(found[1]))],
  [
    /^PUT \/api\/broker\/clients\/([^/]+)$/,
    (world, { found, body }) => {
      world.clients = world.clients.map((one) => (one.name === found[1] ? { ...one, ...rights(body) } : one));
      return ok(undefined, 204);
    },
  ],
  [
    /^DELETE \/api\/broker\/clients\/([^/]+)$/,
    (world, { found }) => {
      world.clients = world.clients.filter(({ name }) => name !== found[1]);
      return ok(undefined, 204);
    },
  ],
];
