import { countersOf } from './counters.mjs';
import { diffOf, labelOf } from './documents.mjs';
import { LANGUAGE } from './language.mjs';
import { findingsOf, previewOf } from './pipeline.mjs';

const ok = (data, status = 200) => ({ status, data });
const fail = (status, key, params = {}, more = {}) => ({
  status,
  data: { error: { key, message: `mock: ${key}`, params }, ...more },
});

/** 409 when the caller's revision is not the present one. */
function outdated(world, headers, mine) {
  const given = headers['if-match'];
  if (given === undefined || given === `"${world.routes.revision}"`) return null;
  const base = world.versions.find(({ revision }) => `"${revision}"` === given);
  return fail(
    409,
    'conflict',
    {},
    { current: world.routes, diff: diffOf(mine ?? base?.document ?? { routes: [] }, world.routes.document) },
  );
}

/** Stores a document as the next version, or says what is wrong with it. */
function store(world, document, status = 200) {
  const errors = document.routes
    .flatMap((route, index) => findingsOf(route, index, document.pipelines))
    .filter(({ level }) => level === 'error')
    .map(({ pointer, ...rest }) => ({ ...rest, path: pointer }));
  if (errors.length > 0) {
    const { key, message, params, path } = errors[0];
    return { status: 422, data: { error: { key, message, params, path }, errors } };
  }
  world.storeRoutes(document, 'admin');
  return ok(world.routes, status);
}

const change = (world, headers, make, status) => {
  const document = structuredClone(world.routes.document);
  const refused = outdated(world, headers) ?? make(document);
  return refused ?? store(world, document, status);
};

const placeOf = (document, label) => document.routes.findIndex((route, index) => labelOf(route, index) === label);

/** Edits one route of the file. */
function edit(world, label, headers, make) {
  return change(world, headers, (document) => {
    const index = placeOf(document, label);
    if (index < 0) return fail(404, 'not_found');
    make(document.routes, index);
    return null;
  });
}

export const exact = {
  'GET /api/routes': (world) => ok(world.routes),
  'PUT /api/routes': (world, { body, headers }) => outdated(world, headers, body) ?? store(world, body),
  'POST /api/routes/items': (world, { url, body, headers }) =>
    change(
      world,
      headers,
      (document) => {
        if (body.id && document.routes.some(({ id }) => id === body.id))
          return fail(
            422,
            'duplicate_id',
            { id: body.id },
            { errors: [{ path: '/id', key: 'duplicate_id', params: { id: body.id } }] },
          );
        const position = Number(url.searchParams.get('position') ?? document.routes.length + 1);
        document.routes.splice(position - 1, 0, body);
        return null;
      },
      201,
    ),
  'GET /api/routes/versions': (world) =>
    ok(
      world.versions.map(({ document, ...rest }) => ({
        ...rest,
        routes: document.routes.length,
        current: rest.revision === world.routes.revision,
      })),
    ),
  'POST /api/routes/lint': (world, { body }) =>
    world.mode.router === 'away'
      ? fail(503, 'unavailable')
      : ok({
          findings: (body.document.routes ?? []).flatMap((route, index) => findingsOf(route, index, body.document.pipelines)),
        }),
  'POST /api/routes/preview': (world, { body }) =>
    world.mode.router === 'away' ? fail(503, 'unavailable') : ok(previewOf(world.points, body)),
  'GET /api/routes/language': (world) => (world.mode.router === 'away' ? fail(503, 'unavailable') : ok(LANGUAGE)),
  'GET /api/routes/counters': (world) => ok(countersOf(world)),
};

export const patterns = [
  [/^PUT \/api\/routes\/items\/([^/]+)$/, (world, { found, body, headers }) => edit(world, decodeURIComponent(found[1]), headers, (routes, index) => routes.splice(index, 1, body))], // prettier-ignore
  [/^DELETE \/api\/routes\/items\/([^/]+)$/, (world, { found, headers }) => edit(world, decodeURIComponent(found[1]), headers, (routes, index) => routes.splice(index, 1))], // prettier-ignore
  [
    /^GET \/api\/routes\/versions\/(\d+)$/,
    (world, { found }) => {
      const version = world.versions.find(({ revision }) => String(revision) === found[1]);
      if (!version) return fail(404, 'not_found');
      return ok({ document: version.document, diff: diffOf(version.document, world.routes.document) });
    },
  ],
  [
    /^POST \/api\/routes\/versions\/(\d+)\/restore$/,
    (world, { found }) => {
      const version = world.versions.find(({ revision }) => String(revision) === found[1]);
      return version ? store(world, structuredClone(version.document)) : fail(404, 'not_found');
    },
  ],
  [
    /^POST \/api\/routes\/sources\/([^/]+)\/(connect|disconnect)$/,
    (world, { found, headers }) =>
      change(world, headers, (document) => {
        document.sources = {
          ...document.sources,
          [found[1]]: { ...document.sources?.[found[1]], connected: found[2] === 'connect' },
        };
        return null;
      }),
  ],
  [
    /^POST \/api\/routes\/sources\/([^/]+)\/reactivate$/,
    (world, { found }) => {
      if (world.mode.reactivate === 'refuse') return fail(503, 'unavailable');
      world.breakers.delete(found[1]);
      return ok(undefined, 204);
    },
  ],
];
