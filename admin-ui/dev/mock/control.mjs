/** What the control plane offers beside start and stop: copies, new ids, maintenance, jobs, what depends on what. */

import { view } from './instances.mjs';

const ok = (data, status = 200) => ({ status, data });
const fail = (status, key, params = {}, more = {}) => ({
  status,
  data: { error: { key, message: `mock: ${key}`, params, ...more } },
});

const STEPS = [
  ['begun', 0],
  ['stopping', 0.1],
  ['renaming', 0.4],
  ['routes', 0.6],
  ['clearing', 0.7],
];

const find = (world, id) => world.instances.find((entry) => entry.id === decodeURIComponent(id));

/** Routes that name an instance, widgets that show it. */
function reach(world, id) {
  const named = world.routes.document.routes.filter((route) => JSON.stringify([route.from, route.to]).includes(`"${id}.`));
  const routes = named.map((route, index) => route.id ?? String(index + 1));
  const shown = Object.values(world.dashboards.widgets).filter((widget) => JSON.stringify(widget.bindings).includes(`"${id}.`));
  const pages = new Set(shown.map(({ page }) => page)).size;
  return { critical: routes.length > 0, routes, widgets: shown.length, pages };
}

function takeId(world, id) {
  if (!/^[a-z][a-z0-9_-]{0,31}$/.test(id)) return fail(422, 'instance_id_invalid', { id }, { path: '/id' });
  return world.instances.some((entry) => entry.id === id) ? fail(409, 'instance_exists', { id }) : undefined;
}

function clone(world, { found, body }) {
  const original = find(world, found[1]);
  const refused = takeId(world, body.id);
  if (refused) return refused;
  const made = { ...structuredClone(original), id: body.id, title: body.title, enabled: false, status: view('stopped') };
  world.instances.push(made);
  return ok(made, 201);
}

function rename(world, { found, body }) {
  const instance = find(world, found[1]);
  const refused = takeId(world, body.id);
  if (refused) return refused;
  const job = { id: `j${world.jobs.length + 1}`, kind: 'rename', instance: instance.id, by: 'admin', started: Date.now() };
  world.jobs.unshift({
    ...job,
    to: body.id,
    routes: reach(world, instance.id).routes,
    widgets: reach(world, instance.id).widgets,
  });
  return ok(jobView(world, world.jobs[0]), 202);
}

/** A job is a function of the time since it began. */
function jobView(world, job) {
  const { to, routes, widgets, ...shown } = job;
  const at = Math.floor((Date.now() - job.started) / (world.mode.rename === 'slow' ? 60_000 : 250));
  const failed = world.mode.rename === 'fail' && at >= STEPS.length;
  const [step, progress] = failed ? STEPS[4] : (STEPS[at] ?? ['done', 1]);
  const instance = step === 'done' ? find(world, job.instance) : undefined;
  if (instance) instance.id = to;
  return {
    ...shown,
    state: failed ? 'failed' : step === 'done' ? 'done' : 'running',
    step,
    progress,
    ended: failed || step === 'done' ? Date.now() : null,
    error: failed ? { key: 'instance_not_cleared', message: '', params: { seconds: 90 } } : null,
    result: step === 'done' ? { routes, routes_changed: routes.length > 0, widgets } : {},
  };
}

/** Jobs of before, for the list. */
const earlier = (world) =>
  Array.from({ length: Number(world.mode.jobs ?? 0) }, (_, at) => ({
    id: `e${at}`,
    kind: ['rename', 'backup', 'restore'][at % 3],
    instance: at % 3 === 0 ? 'inverter_1' : '',
    by: ['admin', 'anna'][at % 2],
    state: at === 0 ? 'running' : at % 4 === 2 ? 'failed' : 'done',
    step: at === 0 ? 'clearing' : 'done',
    progress: at === 0 ? 0.7 : 1,
    started: Date.now() - (at + 1) * 400_000,
    ended: at === 0 ? null : Date.now() - (at + 1) * 380_000,
    error: at % 4 === 2 ? { key: 'instance_not_cleared', message: '', params: { seconds: 90 } } : null,
    result: {},
  }));

function hold(world, { found, body }) {
  if (body.path.includes('#')) return fail(422, 'address_invalid', { address: body.path }, { path: '/path' });
  const instance = decodeURIComponent(found[1]);
  const until = Date.now() + body.minutes * 60_000;
  const made = { instance, path: body.path, by: 'admin', reason: body.reason, since: Date.now(), until };
  world.holds = [...world.holds.filter((each) => each.instance !== instance || each.path !== body.path), made];
  return ok(made);
}

function lift(world, { found, url }) {
  const path = url.searchParams.get('path') ?? '';
  world.holds = world.holds.filter((each) => each.instance !== decodeURIComponent(found[1]) || each.path !== path);
  return ok(undefined, 204);
}

function reactivate(world, { found }) {
  if (world.mode.reactivate === 'refuse') return fail(503, 'router_unreachable');
  const instance = find(world, found[1]);
  instance.status = view('starting');
  world.breakers.delete(instance.id);
  return ok({ status: instance.status });
}

function logLevel(world, { found, body }) {
  const instance = find(world, found[1]);
  if (instance.status.status === 'stopped') return fail(409, 'instance_not_running');
  instance.level = body.level ?? instance.level ?? 'info';
  return ok({ value: { level: instance.level } });
}

/** Killing what routes depend on wants to be confirmed. */
function kill(world, { found, url }) {
  const instance = find(world, found[1]);
  const depending = reach(world, instance.id);
  if (depending.critical && url.searchParams.get('confirm') !== 'true') {
    const refused = fail(409, 'kill_unconfirmed', { id: instance.id, routes: depending.routes.length });
    return { ...refused, data: { ...refused.data, reach: depending } };
  }
  instance.status = view('starting');
  return ok({ status: instance.status });
}

export const firstHolds = (world) =>
  world.mode.holds > 0
    ? [
        { path: '', by: 'anna', reason: 'Zähler wird getauscht', minutes: 52 },
        { path: 'string_1', by: 'admin', reason: 'Modul 3 gereinigt', minutes: 1300 },
      ].map(({ minutes, ...each }) => ({
        instance: 'inverter_1',
        ...each,
        since: Date.now() - 600_000,
        until: Date.now() + minutes * 60_000,
      }))
    : [];

export const controlCalls = {
  'GET /api/holds': (world) => ok(world.holds),
  'GET /api/jobs': (world) => ok([...world.jobs.map((job) => jobView(world, job)), ...earlier(world)]),
};

export const controlPatterns = [
  [
    /^GET \/api\/jobs\/(\w+)$/,
    (world, { found }) =>
      ok(
        jobView(
          world,
          world.jobs.find(({ id }) => id === found[1]),
        ),
      ),
  ],
  [/^GET \/api\/instances\/([^/]+)\/reach$/, (world, { found }) => ok(reach(world, decodeURIComponent(found[1])))],
  [/^POST \/api\/instances\/([^/]+)\/clone$/, clone],
  [/^POST \/api\/instances\/([^/]+)\/rename$/, rename],
  [/^PUT \/api\/instances\/([^/]+)\/hold$/, hold],
  [/^DELETE \/api\/instances\/([^/]+)\/hold$/, lift],
  [/^POST \/api\/instances\/([^/]+)\/call\/log_level$/, logLevel],
  [/^POST \/api\/admin\/instances\/([^/]+)\/reactivate$/, reactivate],
  [/^POST \/api\/admin\/instances\/([^/]+)\/kill$/, kill],
];
