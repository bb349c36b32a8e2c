// What points were, made up. `history`: on | off | away.

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

export const historyCalls = {
  'GET /api/history': (world, { url }) => {
    if (world.mode.history === 'off') return fail(404, 'history_off');
    if (world.mode.history === 'away') return fail(503, 'history_away');
    const ask = (name) => url.searchParams.get(name);
    const [from, to] = [Number(ask('from')), Number(ask('to'))];
    const step = CALENDAR[ask('step')] ?? (Number(ask('step')) || 300);
    const series = url.searchParams.getAll('point').map((address) => seriesOf(world, address, from, to, step));
    return ok({ from, to, step, fn: ask('fn'), tz: ask('tz'), series });
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
