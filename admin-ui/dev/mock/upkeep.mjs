/** Errors, audit, self-checks, users and tokens of the mock; `faults=` and `acts=` in the mode say how many. */

const HOUR = 3_600_000;
const now = () => Date.now();

function faults(world) {
  return Array.from({ length: Number(world.mode.faults ?? 3) }, (_, at) => ({
    fingerprint: `f${at}`,
    type: ['KeyError', 'dinrail.errors.ProtocolError', 'ZeroDivisionError'][at % 3],
    message: at % 3 === 1 ? 'inverter_1: exception 2 on registers 40070–40079, which this firmware does not have' : `'soc_${at}'`,
    first: now() - 30 * HOUR,
    last: now() - at * 60_000,
    count: 1 + ((at * 7) % 40),
    new: at % 2 === 0,
    parts: { [`inverter_${1 + (at % 3)}`]: 3, router: 1 },
  }));
}

const TRACE = `Traceback (most recent call last):
  File "dinrail_modbus/adapter.py", line 118, in poll
    values = decode(block, answer)
  File "dinrail_modbus/codec.py", line 64, in decode
    return table[name](data)
KeyError: 'soc_0'`;

function acts(world) {
  const of = (at, more) => ({
    ts: now() - at * 90_000,
    who: ['admin', 'anna', ''][at % 3],
    role: ['admin', 'engineer', ''][at % 3],
    by: at % 3 === 1 ? 'token' : 'session',
    address: '192.168.1.20',
    status: at % 5 === 4 ? 403 : 200,
    revision: '',
    before: null,
    after: null,
    times: 1,
    clock_unsure: false,
    ...more,
  });
  const kinds = [
    { action: 'POST /api/auth/login', target: { user: 'admin' } },
    {
      action: 'PUT /api/instances/{instance}',
      target: { instance: 'inverter_1' },
      before: { config: { interval: 1, endpoints: [{ host: '192.168.1.50' }] } },
      after: { config: { interval: 5, endpoints: [{ host: '192.168.1.51' }], timeout: 2 } },
    },
    { action: 'POST /api/admin/panic', target: {}, before: { level: null }, after: { level: 'all', reason: 'Rauch' } },
    { action: 'POST /api/something/new', target: { thing: 'x' } },
  ];
  return Array.from({ length: Number(world.mode.acts ?? 12) }, (_, at) => of(at, kinds[at % kinds.length]));
}

const CHECKS = [
  ['disk', 'Plattenplatz', 'Disk space', 'error', { key: 'disk_full', message: 'Only 210 MB are free on /data.' }, true],
  ['clock', 'Uhr', 'Clock', 'warning', { key: 'clock_unsynced', message: 'The clock has never been set by a server.' }, false],
  ['broker', 'Broker merkt sich Werte', 'Broker keeps values', 'ok', null, false],
  [
    'drift',
    'Container wie gewünscht',
    'Containers as wanted',
    'unknown',
    { key: 'engine_gone', message: 'The engine does not answer.' },
    false,
  ],
];

const checks = () =>
  CHECKS.map(([id, de, en, state, reason, fix]) => ({
    id,
    title: { de, en },
    state,
    reasons: reason ? [{ params: {}, ...reason }] : [],
    checked: now() - 120_000,
    fix,
    fix_title: fix ? { de: 'Alte Images löschen', en: 'Remove old images' } : {},
  }));

const users = (world) =>
  Array.from({ length: Number(world.mode.users ?? 3) }, (_, at) => ({
    name: ['admin', 'anna', 'wandtablett'][at] ?? `person_${at}`,
    role: ['admin', 'engineer', 'viewer', 'operator'][at % 4],
    created: now() - (at + 1) * 40 * HOUR,
    tokens: at % 3,
  }));

const ok = (data, status = 200) => ({ status, data });

export const upkeepCalls = {
  'GET /api/errors': (world, { url }) => {
    const all = faults(world);
    const start = Number(url.searchParams.get('start') ?? 0);
    return ok({ total: all.length, errors: all.slice(start, start + 100), dropped: 0 });
  },
  'POST /api/errors/seen': () => ok({ seen: 1 }),
  'GET /api/errors/f0': (world) =>
    ok({
      error: faults(world)[0],
      occurrences: [
        { part: 'inverter_1', ts: now() - 60_000, count: 3, message: "KeyError: 'soc_0'", context: 'poll', traceback: TRACE },
        { part: 'router', ts: now() - HOUR, count: 1, message: "KeyError: 'soc_0'", context: '', traceback: TRACE },
      ],
    }),
  'GET /api/audit': (world) => ok(acts(world)),
  'GET /api/checks': () => ok(checks()),
  'POST /api/checks/run': () => ok(checks()),
  'GET /api/users': (world) => ok(users(world)),
  'POST /api/users': () => ok({ name: 'x', role: 'viewer' }, 201),
  'GET /api/auth/tokens': (world) =>
    ok(
      world.mode.users === '0'
        ? []
        : [{ id: '1', name: 'Node-RED', user: 'admin', created: now(), expires: now() + 400 * HOUR, role: 'operator' }],
    ),
  'POST /api/auth/tokens': (world, { body }) =>
    ok({ id: '2', name: body.name, user: 'admin', created: now(), expires: null, role: body.role, token: 'dnr_5f3a9c17e2' }, 201),
};

const backupOf = (at) => ({
  id: `2026112${at}-0230${at}`,
  kind: ['manual', 'scheduled', 'before_restore', 'uploaded'][at % 4],
  size: 48_000 + at * 1000,
  created: now() - at * 30 * HOUR,
  version: '0.1.0',
  host: 'keller-box',
  note: at === 0 ? 'vor dem Winter' : '',
  counts: { instances: 8, routes: 6, users: 3 },
  plugins: [],
  problem: at === 3 ? { key: 'backup_damaged', message: 'The file is damaged.', params: {} } : null,
});

const PREVIEW = {
  sections: [
    {
      section: 'instances',
      items: 8,
      differences: [
        {
          item: 'inverter_1',
          kind: 'changed',
          title: 'Wechselrichter Garage',
          more: 0,
          fields: [
            { path: 'config.interval', before: 1, after: 5, secret: false },
            { path: 'config.password', before: null, after: null, secret: true },
          ],
        },
        { item: 'bms_9', kind: 'added', title: 'Alte Batterie', more: 0, fields: [] },
      ],
    },
    { section: 'users', items: 3, differences: [{ item: 'gast', kind: 'removed', title: 'gast', more: 0, fields: [] }] },
  ],
  missing_types: ['knx'],
  created: now(),
  version: '0.1.0',
  host: 'keller-box',
};

Object.assign(upkeepCalls, {
  'GET /api/backups': (world) =>
    ok({
      backups: Array.from({ length: Number(world.mode.backups ?? 4) }, (_, at) => backupOf(at)),
      work: world.mode.backups === '4' ? { kind: 'create', step: 'seal', done: 2, steps: 5, since: now() } : null,
      next: now() + 5 * HOUR,
      problem: null,
    }),
  'POST /api/backups/20261120-02300/preview': () => ok(PREVIEW),
  'POST /api/backups/20261120-02300/restore': () =>
    ok({ restored: { instances: ['inverter_1', 'bms_9'] }, before: '20261126-190211' }),
});
