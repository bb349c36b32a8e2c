// Dashboards of the stand-in. `pages`: how many · `widgets`: how many on the first page.

const ok = (data, status = 200) => ({ status, data });
const fail = (status, key, params = {}, more = {}) => ({
  status,
  data: { error: { key, message: `mock: ${key}`, params }, ...more },
});

const TITLES = ['Haus', 'Batterien', 'Keller', 'Photovoltaik', 'Werkstatt', 'Garten'];
const ICONS = ['home', 'battery', 'plc', 'solar', 'tool', 'water'];
const KINDS = [
  { type: 'value', w: 2, h: 1, fits: (point) => point.unit !== '' },
  { type: 'gauge', w: 2, h: 2, fits: (point) => point.unit !== '' },
  { type: 'sparkline', w: 3, h: 2, fits: (point) => point.unit !== '' },
  { type: 'bar', w: 3, h: 2, fits: (point) => point.unit !== '' },
  { type: 'light', w: 2, h: 1, fits: (point) => point.type === 'BOOL' },
  { type: 'setpoint', w: 3, h: 2, fits: (point) => point.writable && point.unit !== '' },
  { type: 'switch', w: 2, h: 2, fits: (point) => point.writable && point.type === 'BOOL' },
];

/** Dashboards over the points there are: many widgets of few kinds, side by side. */
export function firstDashboards({ pages = 0, widgets = 0 }, points) {
  const store = { rev: 5, pages: {}, widgets: {}, versions: [] };
  for (let at = 0; at < pages; at += 1) {
    const title = TITLES[at] ?? `Seite ${at + 1}`;
    store.pages[at === 0 ? 'home' : `page_${at + 1}`] = { title, icon: ICONS[at] ?? '', order: at, role: 'viewer', options: {} };
  }
  let [x, y, row] = [0, 0, 0];
  for (let at = 0; at < widgets && points.length > 0; at += 1) {
    const { fits, ...kind } = KINDS[at % KINDS.length];
    // A few of devices that are away, as in every house.
    const fitting = points.filter((each) => fits(each) && (each.quality === 'good' || at % 13 === 12));
    const point = fitting[at % fitting.length] ?? points[at % points.length];
    if (x + kind.w > 12) [x, y, row] = [0, y + row, 0];
    store.widgets[`widget_${String(at + 1).padStart(3, '0')}`] = {
      type: kind.type,
      title: point.description || point.path,
      page: 'home',
      bindings: { value: { source: point.address, type: point.type ?? '' } },
      layout: { x, y, w: kind.w, h: kind.h },
      layouts: {},
      options: {},
      role: 'viewer',
    };
    x += kind.w;
    row = Math.max(row, kind.h);
  }
  return store;
}

const doing = (action, pages) => ({ action, pages, added: 0, changed: 1, moved: 0, removed: 0 });

/** Stores what a change made of it, as one version. */
function commit(store, by, what, change) {
  store.versions.unshift({
    rev: store.rev,
    ts: store.ts ?? Date.now() - 3_600_000,
    by: store.by ?? 'admin',
    what: store.what ?? doing('start', []),
    pages: structuredClone(store.pages),
    widgets: structuredClone(store.widgets),
  });
  change();
  Object.assign(store, { rev: store.rev + 1, ts: Date.now(), by, what });
}

function changes(from, to) {
  const found = [];
  for (const [what, list] of [
    ['page', 'pages'],
    ['widget', 'widgets'],
  ]) {
    for (const id of new Set([...Object.keys(from[list]), ...Object.keys(to[list])])) {
      const [before, after] = [from[list][id] ?? null, to[list][id] ?? null];
      if (JSON.stringify(before) === JSON.stringify(after)) continue;
      found.push({ kind: before === null ? 'added' : after === null ? 'removed' : 'changed', what, id, before, after });
    }
  }
  return found;
}

const stale = (store, rev) => {
  const seen = store.versions.find((version) => version.rev === rev) ?? store.versions.at(-1) ?? store;
  return fail(
    409,
    'conflict',
    { by: store.by ?? 'admin', at: store.ts ?? Date.now() },
    { rev: store.rev, diff: changes(seen, store) },
  );
};

export const dashboardCalls = {
  'GET /api/pages': ({ dashboards: { rev, pages } }) => ok({ rev, pages }),
  'GET /api/widgets': ({ dashboards: { rev, widgets } }) => ok({ rev, widgets }),
  // What plugins bring; a test puts it there.
  'GET /api/widget-types': ({ dashboards: { brought = [] } }) => ok(brought),
  'GET /api/dashboards/versions': ({ dashboards: { rev, ts, by, what, versions } }) =>
    ok({
      versions: [
        { rev, ts: ts ?? Date.now() - 60_000, by: by ?? 'admin', what: what ?? doing('start', []) },
        ...versions.map((version) => ({ rev: version.rev, ts: version.ts, by: version.by, what: version.what })),
      ],
    }),
  'POST /api/pages/from-instance': (world, { body }) => {
    const points = world.points.filter(({ instance }) => instance === body.instance);
    if (points.length === 0) return fail(404, 'unknown_instance', { id: body.instance });
    const made = firstDashboards({ pages: 1, widgets: Math.min(points.length, 8) }, points);
    const title = world.instances.find(({ id }) => id === body.instance)?.title || body.instance;
    return ok({ page: { ...made.pages.home, title }, widgets: made.widgets });
  },
};

export const dashboardPatterns = [
  [
    /^PUT \/api\/pages\/(\w+)\/content$/,
    (world, { found, body }) => {
      const store = world.dashboards;
      if (body.rev !== store.rev) return stale(store, body.rev);
      const [, id] = found;
      // Ids of what nobody here sees, and what waits for its page; a test puts them there.
      const { foreign = [], foreignPages = [], waiting = {} } = store;
      if (foreignPages.includes(id)) return fail(409, 'id_taken', { id });
      const taken = Object.keys(body.widgets).filter((name) => foreign.includes(name));
      if (taken.length > 0) {
        const errors = taken.map((name) => ({ key: 'id_taken', path: `/widgets/${name}`, params: { id: name } }));
        return { status: 422, data: { error: { ...errors[0], message: 'mock: id_taken' }, errors } };
      }
      commit(store, world.actor ?? 'admin', doing('save', [id]), () => {
        store.pages[id] = body.page;
        for (const [name, widget] of Object.entries(store.widgets)) if (widget.page === id) delete store.widgets[name];
        for (const [name, widget] of Object.entries(body.widgets)) store.widgets[name] = { ...widget, page: id };
        Object.assign(store.widgets, waiting);
        store.waiting = {};
      });
      return ok({ rev: store.rev, page: body.page, widgets: { ...waiting, ...body.widgets } });
    },
  ],
  [
    /^DELETE \/api\/pages\/(\w+)$/,
    (world, { found, url }) => {
      const store = world.dashboards;
      if (Number(url.searchParams.get('rev')) !== store.rev) return stale(store, Number(url.searchParams.get('rev')));
      commit(store, 'admin', doing('save', [found[1]]), () => {
        delete store.pages[found[1]];
        for (const [name, widget] of Object.entries(store.widgets)) if (widget.page === found[1]) delete store.widgets[name];
      });
      return ok({ rev: store.rev });
    },
  ],
  [
    /^GET \/api\/dashboards\/versions\/(\d+)\/diff$/,
    (world, { found }) => {
      const version = world.dashboards.versions.find(({ rev }) => rev === Number(found[1]));
      return version ? ok({ diff: changes(world.dashboards, version) }) : ok({ diff: [] });
    },
  ],
  [
    /^POST \/api\/dashboards\/versions\/(\d+)\/restore$/,
    (world, { found }) => {
      const store = world.dashboards;
      const version = store.versions.find(({ rev }) => rev === Number(found[1]));
      if (version === undefined) return fail(404, 'not_found');
      const { pages, widgets } = structuredClone(version);
      commit(store, 'admin', doing('restore', []), () => Object.assign(store, { pages, widgets }));
      return ok({ rev: store.rev });
    },
  ],
];
