// What points were, made up. `history`: on | off | away | still.

const ok = (data) => ({ status: 200, data });
const fail = (status, key) => ({ status, data: { error: { key, message: `mock: ${key}`, params: {} } } });
const CALENDAR = { day: 86_400, week: 604_800, month: 2_592_000 };

/** A smooth course through the range of the point, the same for everybody who asks. */
function seriesOf(world, address, from, to, step) {
  const point = world.points.find((each) => each.address === address);
  const { low = 0, high = 100 } = point?.shape ?? {};
  const seed = [...address].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1000, 7);
  const count = Math.min(2000, Math.ceil((to - from) / (step * 1000)));
  const times = Array.from({ length: count }, (_, at) => from + at * step * 1000);
  const wave = (ts) => 0.5 + 0.3 * Math.sin(ts / 14_000_000 + seed) + 0.15 * Math.sin(ts / 1_700_000 + 2 * seed);
  return {
    point: address,
    unit: point?.unit ?? '',
    times,
    values: times.map((ts) => Math.round((low + wave(ts) * (high - low)) * 100) / 100),
  };
}

const ROLES = {
  solar: 21.4,
  consumption: 14.2,
  grid_import: 2.35,
  grid_export: 8.9,
  battery_charge: 6.2,
  battery_discharge: 5.55,
};
const ASKED = {
  solar: ['solar'],
  grid_import: ['grid', 'grid_import'],
  grid_export: ['grid', 'grid_export'],
  battery_charge: ['battery', 'battery_charge'],
  battery_discharge: ['battery', 'battery_discharge'],
  consumption: ['consumption', 'solar', 'grid', 'grid_import'],
};

/** Energy of a house that makes more the longer one looks; the time before it was a little different. */
function balance(from, to, asked) {
  const until = Math.min(to, Date.now());
  const days = Math.max(0.05, (until - from) / 86_400_000);
  const named = Object.keys(ROLES).filter((role) => ASKED[role].some((name) => asked.has(name)));
  const energy = Object.fromEntries(
    named.map((role) => [role, { unit: 'kWh', values: [ROLES[role] * days], total: ROLES[role] * days }]),
  );
  const changes = [0.12, -0.08, -0.31, 0, 0.05, 14];
  const change = Object.fromEntries(named.map((role, at) => [role, changes[at] ?? 0]));
  const share = (part, whole) => (energy[part] && energy[whole] ? 1 - energy[part].total / energy[whole].total : null);
  const shares = { self_supply: share('grid_import', 'consumption'), self_use: share('grid_export', 'solar') };
  return {
    from,
    to,
    step: 'day',
    tz: asked.get('tz'),
    times: [from],
    energy,
    self_supply: { values: [shares.self_supply], total: shares.self_supply },
    self_use: { values: [shares.self_use], total: shares.self_use },
    before: {
      from: from - (to - from),
      to: from - (to - until),
      energy: Object.fromEntries(named.map((role) => [role, energy[role].total / (1 + change[role])])),
      ...shares,
      change,
    },
  };
}

export const historyCalls = {
  'GET /api/history': (world, { url }) => {
    if (world.mode.history === 'off') return fail(404, 'history_off');
    if (world.mode.history === 'away') return fail(503, 'history_away');
    const ask = (name) => url.searchParams.get(name);
    const [from, to] = [Number(ask('from')), Number(ask('to'))];
    const step = CALENDAR[ask('step')] ?? (Number(ask('step')) || 300);
    const series = url.searchParams.getAll('point').map((address) => {
      const found = seriesOf(world, address, from, to, step);
      return world.mode.history === 'young' ? { ...found, values: found.values.map(() => null) } : found;
    });
    return ok({ from, to, step, fn: ask('fn'), tz: ask('tz'), series });
  },
  'GET /api/history/statistics': (world, { url }) => {
    if (world.mode.history === 'off') return fail(404, 'history_off');
    if (world.mode.history === 'away') return fail(503, 'history_away');
    return ok(balance(Number(url.searchParams.get('from')), Number(url.searchParams.get('to')), url.searchParams));
  },
  'GET /api/history/changes': (world, { url }) => {
    if (world.mode.history === 'off') return fail(404, 'history_off');
    if (world.mode.history === 'away') return fail(503, 'history_away');
    const point = world.points.find((each) => each.address === url.searchParams.get('point'));
    const to = Number(url.searchParams.get('to'));
    const states = Object.values(point?.texts ?? {});
    const values = states.length > 0 ? states : point?.type === 'STRING' ? ['idle', 'heating'] : [0, 1];
    const lengths = [5_400_000, 1_260_000, 61_000, 9_000_000, 400_000];
    if (world.mode.history === 'still') {
      const from = Number(url.searchParams.get('from'));
      return ok({
        point: point?.address ?? '',
        unit: '',
        changes: [{ ts: from, value: values[1], duration: to - from }],
        more: false,
      });
    }
    let ts = to;
    const changes = lengths.map((duration, at) => ({
      ts: (ts -= duration),
      value: at === 3 ? null : values[at % values.length],
      duration,
    }));
    return ok({ point: point?.address ?? '', unit: '', changes: changes.toReversed(), more: false });
  },
  'GET /api/history/points': (world) =>
    ok(
      world.points.map(({ address, unit }) => ({
        point: address,
        unit,
        first: Date.now() - 86_400_000,
        last: Date.now(),
        samples: 8640,
      })),
    ),
};
