// What ticks make of a configuration, for names without patterns.
import { LEAVES } from './program.mjs';

const within = (path, above) => path === above || (path.startsWith(above) && './['.includes(path[above.length]));
const longest = (paths) => paths.reduce((best, path) => Math.max(best, path.length), 0);

/** Variables that are points: the longest name above counts, a tick or an exclusion. */
export function chosen({ points = [], exclude = [] }) {
  return LEAVES.filter(({ path }) => {
    const on = longest(points.map((each) => each.path).filter((above) => within(path, above)));
    return on > 0 && on > longest(exclude.filter((above) => within(path, above)));
  });
}

export function ticked(config, ticks) {
  let next = { points: config.points ?? [], exclude: config.exclude ?? [] };
  for (const [path, on] of ticks.toSorted(([a], [b]) => a.length - b.length)) {
    const exclude = next.exclude.filter((each) => !within(each, path));
    const points = next.points.filter((each) => !within(each.path, path) || (on && each.path === path));
    next = { points, exclude };
    const now = chosen(next).filter((each) => within(each.path, path)).length;
    const whole = LEAVES.filter((each) => within(each.path, path)).length;
    if (on && now < whole) next = { points: [...points, typed(path)], exclude };
    if (!on && now > 0) next = { points, exclude: [...exclude, path] };
  }
  return next;
}

function typed(path) {
  const leaf = LEAVES.find((each) => each.path === path);
  return leaf ? { path, type: leaf.type } : { path };
}

export function selection(config, { ticks = [], paths = [] }) {
  const after = ticked(config, ticks);
  const points = chosen(after);
  const has = (list, path) => list.some((each) => (each.path ?? each) === path);
  const { points: was = [], exclude = [] } = config;
  return {
    points: points.length,
    limit: 5000,
    surplus: Math.max(0, points.length - 5000),
    unmatched: [],
    sent: Math.min(398, Math.ceil(points.length / 6)),
    polled: Math.max(0, Math.ceil(points.length / 6) - 398),
    budget: 400,
    nodes: Object.fromEntries(
      paths.map((path) => {
        const below = points.filter((each) => within(each.path, path)).length;
        return [path, [below, below > 0 && below === LEAVES.filter((each) => within(each.path, path)).length]];
      }),
    ),
    change: {
      add: after.points.filter(({ path }) => !has(was, path)),
      remove: was.map(({ path }) => path).filter((path) => !has(after.points, path)),
      exclude: after.exclude.filter((path) => !has(exclude, path)),
      include: exclude.filter((path) => !has(after.exclude, path)),
    },
    held: [],
  };
}
