import { listBatteries } from './batteries.mjs';
import { bluetoothCall } from './bluetooth.mjs';
import { brokerCalls, clientCalls, clientPatterns } from './broker.mjs';
import { callOf } from './bus/calls.mjs';
import { canCall } from './can.mjs';
import { controlCalls, controlPatterns } from './control.mjs';
import { dashboardCalls, dashboardPatterns } from './dashboards.mjs';
import { historyCalls } from './history.mjs';
import { nodeRedCalls } from './nodered.mjs';
import { topicCall } from './topics.mjs';
import { letterCall } from './letters.mjs';
import { statsOf, view } from './instances.mjs';
import { callOf as plcCallOf } from './plc/calls.mjs';
import { pastPatterns } from './past.mjs';
import { panicCalls } from './panic.mjs';
import { settingsCalls } from './settings.mjs';
import { upkeepCalls } from './upkeep.mjs';
import { publicPoint, treeLevel } from './points.mjs';
import { exact as routeCalls, patterns as routePatterns } from './routes/api.mjs';
import { TYPES } from './types.mjs';

const ok = (data, status = 200) => ({ status, data });
const fail = (status, key, params = {}, more = {}) => ({
  status,
  data: { error: { key, message: `mock: ${key}`, params }, ...more },
});

const auth = {
  'GET /api/auth/status': (world) =>
    ok({
      setup_required: world.mode.auth === 'setup',
      authenticated: world.mode.auth === 'in',
      user: world.mode.auth === 'in' ? { name: 'admin', role: world.mode.role } : null,
      version: '0.1.0',
    }),
  'POST /api/auth/login': (world, { body }) => (body.password === 'wrong' ? fail(401, 'unauthenticated') : enter(world)),
  'POST /api/auth/setup': (world, { body }) => (body.code === '1234' ? enter(world) : fail(403, 'setup_code_wrong')),
  'POST /api/auth/logout': (world) => {
    world.mode.auth = 'out';
    return ok(undefined, 204);
  },
};

function enter(world) {
  world.mode.auth = 'in';
  return ok({});
}

const README = `# Modbus

Anything that speaks Modbus over TCP, over a serial line or through a gateway: inverters, meters, heat pumps,
controllers. See [the guide](../../docs/modbus.md) or <https://modbus.org>.

## What it does

- Requests are planned: neighbouring registers are read at once,
  as many as the device allows.
- A unit that is **away** does not slow the others (\`units\`).

| function | reads | writes |
|---|---|---|
| \`holding\` | 3 | 6, 16 |
| \`coil\` | 1 | 5, 15 |

\`\`\`json
{"endpoint": {"kind": "tcp", "host": "10.0.0.7"}}
\`\`\`

> <img src="https://tracker.example/p.png" onerror="alert(1)"> stays text, and so does ![a picture](https://tracker.example/q.png).
`;

const lists = {
  'GET /api/types': () => ok(TYPES),
  'GET /api/types/modbus/readme': () => ok({ text: README }),
  'GET /api/instances': (world) => ok(world.instances),
  'GET /api/admin/instances/stats': (world) => ok(world.instances.map(statsOf)),
  'GET /api/problems': (world) => ok(world.problems()),
  'GET /api/points': (world, { url }) => {
    const wanted = url.searchParams.getAll('address');
    if (wanted.length > 0) {
      const items = world.points.filter(({ address }) => wanted.includes(address)).map(publicPoint);
      return ok({ total: items.length, items });
    }
    const words = (url.searchParams.get('search') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
    const prefix = url.searchParams.get('prefix') ?? '';
    const below = world.points.filter(({ address }) => prefix === '' || address === prefix || address.startsWith(`${prefix}.`));
    const found = below.filter((point) =>
      words.every((word) => `${point.address} ${point.description} ${point.unit}`.toLowerCase().includes(word)),
    );
    const offset = Number(url.searchParams.get('offset') ?? 0);
    return ok({
      total: found.length,
      items: found.slice(offset, offset + Number(url.searchParams.get('limit') ?? 100)).map(publicPoint),
    });
  },
  'GET /api/batteries': (world) => ok(listBatteries(world.points)),
  'GET /api/points/tree': (world, { url }) => ok(treeLevel(world.points, url.searchParams.get('path') ?? '')),
};

const writes = {
  'POST /api/instances/validate': (world, { body }) => {
    const bad = JSON.stringify(body.config).includes('"host":"bad');
    return ok(
      bad
        ? {
            ok: false,
            errors: [{ path: '/endpoints/0/host', key: 'pattern_mismatch', message: '', params: { pattern: '^[^\\s/]+$' } }],
          }
        : { ok: true, errors: [] },
    );
  },
  'POST /api/instances': (world, { body }) => {
    if (world.instances.some(({ id }) => id === body.id)) return fail(409, 'instance_exists', { id: body.id });
    const made = {
      ...body,
      limits: { cpu: null, memory_mb: null, pids: null, packets_per_s: null, points: null, ...body.limits },
      revision: 1,
      status: view('starting'),
    };
    world.instances.push(made);
    return ok(made, 201);
  },
};

const patterns = [
  [/^GET \/api\/instances\/([^/]+)$/, (world, { found }) => oneOf(world, found[1], (instance) => ok(instance))],
  [/^GET \/api\/instances\/([^/]+)\/logs$/, () => ok({ lines: logLines() })],
  [
    /^PUT \/api\/instances\/([^/]+)$/,
    (world, { found, body, headers }) => oneOf(world, found[1], (instance) => replace(instance, body, headers)),
  ],
  [
    /^DELETE \/api\/instances\/([^/]+)$/,
    (world, { found }) => {
      world.instances = world.instances.filter(({ id }) => id !== found[1]);
      return ok(undefined, 204);
    },
  ],
  [
    /^POST \/api\/admin\/instances\/([^/]+)\/(start|stop|restart)$/,
    (world, { found }) =>
      oneOf(world, found[1], (instance) => {
        instance.enabled = found[2] !== 'stop';
        instance.status = view({ start: 'starting', stop: 'stopped', restart: 'starting' }[found[2]]);
        return ok({ status: instance.status });
      }),
  ],
  [
    /^POST \/api\/instances\/([^/]+)\/call\/(\w+)$/,
    (world, asked) =>
      oneOf(world, asked.found[1], (instance) => {
        const [, , method] = asked.found;
        const heard =
          instance.type === 'mqtt'
            ? (topicCall(world, method, asked.body ?? {}) ??
              letterCall(world, method, asked.body ?? {}) ??
              bluetoothCall(world, method) ??
              canCall(world, method, asked.body ?? {}))
            : undefined;
        if (heard !== undefined) return ok({ value: heard });
        if (instance.type !== 'ads') return callOf(world, asked);
        const { refused, value } = plcCallOf(world, instance, asked.found[2], asked.body ?? {});
        return refused ? fail(409, refused.key, refused.params) : ok({ value });
      }),
  ],
  [/^POST \/api\/points\/([^/]+)\/write$/, write],
  [
    /^GET \/api\/points\/([^/]+)$/,
    (world, { found }) => {
      const point = world.points.find(({ address }) => address === decodeURIComponent(found[1]));
      return point ? ok(publicPoint(point)) : fail(404, 'unknown_point');
    },
  ],
];

function oneOf(world, id, then) {
  const instance = world.instances.find((entry) => entry.id === decodeURIComponent(id));
  return instance ? then(instance) : fail(404, 'unknown_instance', { id });
}

function replace(instance, body, headers) {
  if (headers['if-match'] !== `"${instance.revision}"`) return fail(409, 'conflict', {}, { current: instance });
  Object.assign(instance, body, { limits: { ...instance.limits, ...body.limits }, revision: instance.revision + 1 });
  instance.configured = Date.now();
  return ok(instance);
}

function write(world, { found, body }) {
  const point = world.points.find(({ address }) => address === decodeURIComponent(found[1]));
  if (!point) return fail(404, 'unknown_point');
  if (world.mode.write === 'refuse') return fail(409, 'blocked');
  if (world.mode.write === 'silent') return fail(504, 'no_answer');
  point.value = body.value;
  point.ts = Date.now();
  point.shape = { ...point.shape, low: 0, high: 0 };
  return ok({ ok: true, value: body.value });
}

function logLines() {
  const now = Date.now();
  const words = [
    ['info', 'connected to 192.168.1.50:502'],
    ['debug', 'planned 4 requests for 48 points'],
    ['warning', 'unit 3 did not answer within 1.5 s; next try in 10 s'],
    ['info', 'unit 3 answers again'],
    [
      'error',
      'exception code 2 (illegal data address) at holding register 40112; check the address of the point "string_2.voltage_7" and whether the device has it at all',
    ],
  ];
  return Array.from({ length: 120 }, (_, index) => ({
    ts: now - (120 - index) * 7000,
    level: words[index % 5][0],
    message: words[index % 5][1],
  }));
}

/** Status and body for a call. */
export function answer(world, method, url, body, headers) {
  const call = `${method} ${url.pathname}`;
  const exact = {
    ...auth,
    ...lists,
    ...writes,
    ...routeCalls,
    ...panicCalls,
    ...upkeepCalls,
    ...controlCalls,
    ...settingsCalls,
    ...dashboardCalls,
    ...historyCalls,
    ...nodeRedCalls,
    ...brokerCalls,
    ...clientCalls,
  }[call];
  const open = url.pathname.startsWith('/api/auth/');
  if (!open && world.mode.auth !== 'in') return fail(401, 'unauthenticated');
  if (world.mode.fail !== '' && url.pathname.startsWith(world.mode.fail)) return fail(500, 'internal_error');
  if (exact) return exact(world, { url, body, headers });
  for (const [pattern, act] of [
    ...controlPatterns,
    ...clientPatterns,
    ...patterns,
    ...pastPatterns,
    ...routePatterns,
    ...dashboardPatterns,
  ]) {
    const found = pattern.exec(call);
    if (found) return act(world, { found, url, body, headers });
  }
  return fail(404, url.pathname.endsWith('/readme') ? 'no_readme' : 'not_found');
}
