// Everything the stand-in knows: mode, instances, points, routes, clients.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeBatteries, makeHosts } from './batteries.mjs';
import { makeClients } from './broker.mjs';
import { firstHolds } from './control.mjs';
import { firstDashboards } from './dashboards.mjs';
import { makeInstances, view } from './instances.mjs';
import { makePlc } from './plc/calls.mjs';
import { makePoints, movePoints } from './points.mjs';
import { makeBreakers } from './routes/counters.mjs';
import { makeDocument, sourcesOf } from './routes/documents.mjs';
import { firstSettings } from './settings.mjs';
import { makeVersions } from './routes/versions.mjs';

const DEFAULTS = {
  instances: 3,
  points: 60,
  fail: '',
  delay: 0,
  auth: 'in',
  live: 'on',
  write: 'ok',
  problems: 1,
  mqtt: 'stopped',
  routes: 2,
  clients: 2,
  broker: 'on',
  connections: 3,
  breaker: 'closed',
  router: 'on',
  trace: 'on',
  reactivate: 'ok',
  bus: 'fits',
  plc: 'off',
  batteries: 0,
  battery: 'fine',
  holds: 0,
  jobs: 0,
  rename: 'ok',
  role: 'admin',
  pages: 0,
  widgets: 0,
  beat: 250,
  history: 'on',
};
const WORDS = JSON.parse(readFileSync(join(import.meta.dirname, '../../src/i18n/en/alarms.json'), 'utf8'));

/** What the router made of a revision: `router` is on, away, behind or rejects. */
function applied(router, rev) {
  if (router === 'away') return { rev: null, rejected: null };
  if (router === 'behind') return { rev: rev - 1, rejected: null };
  if (router !== 'rejects') return { rev, rejected: null };
  const params = { operator: 'scael', file: 'routing.json', path: '/routes/1/transform', line: 9, route: '2', hint: '' };
  return { rev: rev - 1, rejected: { key: 'unknown_operator', message: "there is no operator 'scael'", params } };
}

export function makeWorld(given) {
  const world = {
    mode: { ...DEFAULTS },
    instances: [],
    points: [],
    routes: { document: { routes: [] }, revision: 1, applied: { rev: 1, rejected: null } },
    versions: [],
    breakers: new Map(),
    settings: firstSettings(),
    settingsRevision: 4,
    jobs: [],
    holds: [],
    dashboards: firstDashboards({}, []),
    clients: [],
    configure(changes) {
      for (const [key, value] of Object.entries(changes)) {
        if (value === undefined) continue;
        world.mode[key] = typeof DEFAULTS[key] === 'number' ? Number(value) : value;
      }
      world.instances = [...makeInstances(world.mode.instances), ...makePlc(world.mode.plc)];
      const broker = world.instances.find(({ id }) => id === 'mqtt_ha');
      if (broker) broker.status = view(world.mode.mqtt);
      const hosts = makeHosts(world.mode.batteries, world.mode.battery);
      world.points = world.mode.instances === 0 ? [] : makePoints(world.instances, world.mode.points);
      world.instances.push(...hosts);
      world.points.push(...makeBatteries(world.mode.batteries, world.mode.battery, WORDS));
      world.settings = firstSettings();
      world.jobs = [];
      world.holds = firstHolds(world);
      world.dashboards = firstDashboards(world.mode, world.points);
      const document = makeDocument(world.mode.routes, world.instances);
      world.routes = { document, revision: 7, applied: applied(world.mode.router, 7) };
      world.versions = makeVersions(document, 7);
      world.breakers = makeBreakers(
        world.mode.breaker,
        sourcesOf(document).filter((id) => id !== 'calc'),
      );
      for (const [id, { state, rate, limit }] of world.breakers) {
        const flooded = world.instances.find((instance) => instance.id === id && state === 'open');
        if (flooded) flooded.status = view('suspended_by_spam', { key: 'flood', message: '', params: { rate, limit } });
      }
      world.clients = makeClients(world.mode.clients);
    },
    problems() {
      const all = [
        {
          source: 'instances.json',
          path: '/instances/2/config/endpoints/0/port',
          key: 'out_of_range',
          message: 'maximum is 65535',
          params: { max: 65535 },
          since: Date.now() - 4_000_000,
        },
        {
          source: 'routing.json',
          path: '/routes/1/transform',
          key: 'unknown_operator',
          message: "there is no operator 'scael'",
          params: { name: 'scael' },
          since: Date.now() - 90_000,
        },
        {
          source: 'broker',
          path: '',
          key: 'broker_unreachable',
          message: 'broker unreachable',
          params: {},
          since: Date.now() - 12_000,
        },
      ];
      return all.slice(0, world.mode.problems);
    },
    storeRoutes(document, by) {
      const revision = world.routes.revision + 1;
      world.routes = { document, revision, applied: applied(world.mode.router, revision) };
      world.versions.unshift({ revision, ts: Date.now(), by, document });
    },
    sourceState(id) {
      if (world.routes.document.sources?.[id]?.connected === false) return 'disconnected';
      return world.breakers.get(id)?.state ?? 'closed';
    },
    move: () => movePoints(world.points),
  };
  world.configure(given);
  return world;
}
