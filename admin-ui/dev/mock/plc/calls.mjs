// The calls of an ADS instance. Mode `plc`: off | on | slow (what is saved is not taken over) | stopped | route | config | late | changed | empty | none
import { view } from '../instances.mjs';
import { find, nodes, PROGRAM } from './program.mjs';
import { chosen, selection, ticked } from './ticks.mjs';

const REASONS = {
  route: { key: 'route_missing', message: '', params: { host: '192.168.1.10', own: '192.168.1.20.1.1' } },
  config: { key: 'plc_in_config', message: '', params: { port: 851, state: 'CONFIG' } },
  late: { key: 'plc_stopped', message: '', params: { port: 851, state: 'STOP' } },
  changed: {
    key: 'changes_unconfirmed',
    message: '',
    params: { points: 2, first: 'MAIN.fbBattery.fSoc', was: 'REAL:4', now: 'LREAL:8' },
  },
};
const STATUS = {
  on: 'running',
  slow: 'running',
  none: 'running',
  empty: 'running',
  stopped: 'stopped',
  config: 'disconnected',
  route: 'disconnected',
};

export function makePlc(mode) {
  if (mode === 'off') return [];
  const points = mode === 'none' ? [] : [{ path: 'MAIN.fbBattery' }, { path: 'GVL_House.stOutdoor.fTemperature', type: 'REAL' }];
  return [
    {
      id: 'plc_keller',
      type: 'ads',
      title: 'SPS Keller',
      enabled: mode !== 'stopped',
      runtime: 'docker',
      limits: { cpu: null, memory_mb: null, pids: null, packets_per_s: null, points: null },
      config: {
        endpoints: [{ host: '192.168.1.10', net_id: '192.168.1.10.1.1' }],
        points,
        exclude: mode === 'none' ? [] : ['MAIN.fbBattery.aCell'],
        marked: false,
      },
      revision: 5,
      status: view(STATUS[mode] ?? 'degraded', REASONS[mode] ?? null),
    },
  ];
}

const page = (list, { start = 0, limit = 100 }) => ({
  start,
  total: list.length,
  nodes: list.slice(start, start + limit),
});

/** A node as it is told: without what is below it. */
const told = (points) => (node) => {
  const { children: _, ...rest } = node;
  return node.tag === undefined ? rest : { ...rest, point: points.has(node.path) };
};

const words = (text) =>
  text
    .toLowerCase()
    .split(/[\s.[\]]+/)
    .filter(Boolean);

function fits(path, wanted) {
  let place = 0;
  for (const word of wanted) {
    const found = path.toLowerCase().indexOf(word, place);
    if (found < 0) return false;
    place = found + word.length;
  }
  return place > path.search(/[^.[]+\]?$/);
}

function types() {
  const uses = new Map();
  for (const { type, kind, size = 0, path } of nodes()) {
    if (type === undefined) continue;
    const use = uses.get(type) ?? { type, kind, size, count: 0, example: path };
    uses.set(type, { ...use, count: use.count + 1 });
  }
  return [...uses.values()].toSorted((a, b) => b.count - a.count);
}

const CHANGED = {
  programs: [
    {
      port: 851,
      changes: [
        {
          ts: Date.now() - 240_000,
          sign: 'symbol version',
          added: 2,
          removed: 1,
          changed: 1,
          types: 1,
          moved: 31,
          lines: [
            '+ MAIN.fbBattery.fPowerMax',
            '+ GVL_House.bWindow',
            '- GVL_House.bGarage',
            '~ MAIN.fbBattery.fSoc: REAL (4 bytes) → LREAL (8 bytes)',
            '~ type FB_Battery (220 → 232 bytes): + fPowerMax, ~ fSoc: REAL (4 bytes) → LREAL (8 bytes), 9 members moved',
            '31 symbols moved in memory',
          ],
        },
      ],
    },
  ],
  unconfirmed: [
    { tag: 'MAIN.fbBattery.fSoc', was: 'REAL:4', now: 'LREAL:8' },
    { tag: 'MAIN.fbBattery.fPower', was: 'REAL:4', now: 'LREAL:8' },
  ],
  total: 2,
};

const METHODS = {
  browse: (instance, { path, ...params }, points) =>
    page((path ? (find(path)?.children ?? []) : PROGRAM).map(told(points)), params),
  search: (instance, { text, limit }, points) => {
    const hits = nodes().filter((node) => fits(node.path, words(text)));
    return { nodes: hits.slice(0, limit).map(told(points)), more: hits.length > limit };
  },
  overview: (instance, { type, start, limit }, points) => {
    if (!type) return { types: types().slice(start, start + limit), total: types().length, more: false };
    const places = nodes().filter((node) => node.type === type);
    return {
      nodes: places.slice(start, start + limit).map(told(points)),
      total: places.length,
      more: places.length > start + limit,
    };
  },
  selection: ({ config }, params) => selection(config, params),
  selected: ({ config }, { ticks, ...params }, points) => page(chosen(ticked(config, ticks)).map(told(points)), params),
  changes: ({ confirmed }, params, points, mode) =>
    mode !== 'changed'
      ? { programs: [], unconfirmed: [], total: 0 }
      : confirmed
        ? { ...CHANGED, unconfirmed: [], total: 0 }
        : CHANGED,
  confirm_changes: (instance) => {
    const confirmed = CHANGED.unconfirmed;
    instance.confirmed = true;
    instance.status = view('running');
    return { confirmed };
  },
  info: ({ configured = 1 }) => ({
    target: { host: '192.168.1.10', net_id: '192.168.1.10.1.1' },
    own_net_id: '192.168.1.20.1.1',
    configured,
    runtimes: [{ port: 851, points: 12, state: 'RUN', symbols: 5000, identity: 'a1' }],
  }),
  register_route: (instance) => {
    instance.status = view('running');
    return { net_id: '192.168.1.10.1.1', own_net_id: '192.168.1.20.1.1', host: '192.168.1.20', net_id_fits: true };
  },
};

/** Answer or reason of a call. */
export function callOf(world, instance, method, params) {
  const { plc } = world.mode;
  const away = ['stopped', 'panic', 'failed'].includes(instance.status.status);
  if (away)
    return { refused: { key: 'instance_not_running', params: { instance: instance.id, status: instance.status.status } } };
  const blind = instance.status.status === 'disconnected' && !['info', 'changes', 'register_route'].includes(method);
  if (blind) return { refused: { key: instance.status.reason?.key ?? 'tables_unknown', params: {} } };
  if (plc === 'empty' && method === 'browse') return { value: { start: 0, total: 0, nodes: [] } };
  const run = METHODS[method];
  if (run === undefined) return { refused: { key: 'call_refused', params: {} } };
  if (plc !== 'slow') instance.running = instance.config;
  const asked = { ...instance, config: instance.running ?? instance.config };
  const points = new Set(chosen(asked.config).map(({ path }) => path));
  return { value: run(['selection', 'selected'].includes(method) ? asked : instance, params, points, plc) };
}
