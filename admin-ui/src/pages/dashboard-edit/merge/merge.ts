import { freeId } from '@/data/dashboards/order';
import type { Page, Widget } from '@/widgets/contract';
import type { Draft } from '../store/draft';
import { isPlace, mergeFields, same, sameButPlace, type Clash, type Entry, type Side } from './fields';

/** Two people want something different of the same thing: one widget, the page's settings, or where everything stands. */
export interface Contest {
  /** `page`, `places`, or `widget` and its id. */
  id: string;
  what: 'page' | 'places' | 'widget';
  /** null where one of them took the widget away. */
  mine: Widget | null;
  theirs: Widget | null;
  clashes: Clash[];
}

export interface Merged {
  draft: Draft;
  contests: Contest[];
}

export type Choices = Readonly<Record<string, Side>>;

export const keyOf = (id: string): string => `widget ${id}`;

/**
 * One page out of two that began as the same. What only one person touched is taken as he left it; the rest is contested,
 * and as chosen or else theirs.
 */
export function merge(base: Draft | null, mine: Draft, theirs: Draft, choices: Choices): Merged {
  const { draft, contests } = mergeOnce(base, mine, theirs, choices, new Set());
  const places = contests.find(({ what }) => what === 'places')?.clashes ?? [];
  if (places.length === 0) return { draft, contests };
  // Half of an arrangement is none: where one place of a width is contested, all of that width come from one person.
  const whole = new Set(places.map(({ path }) => path));
  return { draft: mergeOnce(base, mine, theirs, choices, whole).draft, contests };
}

function mergeOnce(base: Draft | null, mine: Draft, theirs: Draft, choices: Choices, whole: ReadonlySet<string>): Merged {
  const contests: Contest[] = [];
  let places: Clash[] = [];
  const merged = (key: string, b: object, m: object, t: object) => {
    const side = (path: string): Side => choices[isPlace(path) ? 'places' : key] ?? 'theirs';
    const { entry, clashes } = mergeFields(b as Entry, m as Entry, t as Entry, side, whole);
    places = [...places, ...clashes.filter(({ path }) => isPlace(path))];
    return { entry, clashes: clashes.filter(({ path }) => !isPlace(path)) };
  };
  const page = merged('page', base?.page ?? {}, mine.page, theirs.page);
  if (page.clashes.length > 0) contests.push({ id: 'page', what: 'page', mine: null, theirs: null, clashes: page.clashes });

  const widgets: Record<string, Widget> = {};
  for (const id of new Set([...Object.keys(theirs.widgets), ...Object.keys(mine.widgets)])) {
    const [b, m = null, t = null] = [base?.widgets[id], mine.widgets[id], theirs.widgets[id]];
    const key = keyOf(id);
    if (m !== null && t !== null) {
      const { entry, clashes } = merged(key, b ?? {}, m, t);
      widgets[id] = entry as unknown as Widget;
      if (clashes.length > 0) contests.push({ id: key, what: 'widget', mine: m, theirs: t, clashes });
    } else {
      const left = (m ?? t) as Widget;
      const contested = b !== undefined && !sameButPlace(asEntry(b), asEntry(left));
      if (contested) contests.push({ id: key, what: 'widget', mine: m, theirs: t, clashes: [] });
      const stays = contested ? (choices[key] ?? 'theirs') === (m === null ? 'theirs' : 'mine') : b === undefined;
      if (stays) widgets[id] = left;
    }
  }
  if (places.length > 0) contests.push({ id: 'places', what: 'places', mine: null, theirs: null, clashes: places });
  const draft = { page: page.entry as unknown as Page, widgets };
  return { draft: same(draft, theirs) ? theirs : draft, contests };
}

/** Other ids for widgets of mine whose id somebody else has given to one of his meanwhile, here or on another page. */
export function ownIds(base: Draft | null, mine: Draft, theirs: Draft, elsewhere: ReadonlySet<string>): Map<string, string> {
  const names = new Map<string, string>();
  const taken = (id: string) =>
    [mine.widgets, theirs.widgets, base?.widgets ?? {}].some((widgets) => id in widgets) ||
    elsewhere.has(id) ||
    [...names.values()].includes(id);
  for (const [id, widget] of Object.entries(mine.widgets)) {
    const before = base?.widgets[id];
    const theirWidget = theirs.widgets[id];
    const clash =
      before === undefined
        ? elsewhere.has(id) || (theirWidget !== undefined && !same(widget, theirWidget))
        : theirWidget === undefined && elsewhere.has(id) && !sameButPlace(asEntry(before), asEntry(widget));
    if (clash) names.set(id, freeId(id, taken));
  }
  return names;
}

/** Other ids for new widgets of mine whose id was refused; null where that would not help. */
export function renamed(base: Draft | null, mine: Draft, refused: ReadonlySet<string>): Map<string, string> | null {
  const names = new Map<string, string>();
  const taken = (id: string) => id in mine.widgets || refused.has(id) || [...names.values()].includes(id);
  for (const id of refused) if (id in mine.widgets && !(id in (base?.widgets ?? {}))) names.set(id, freeId(id, taken));
  return names.size > 0 ? names : null;
}

/** The same page with other ids for some widgets. */
export function withIds(draft: Draft, names: ReadonlyMap<string, string>): Draft {
  if (names.size === 0) return draft;
  return { ...draft, widgets: Object.fromEntries(Object.entries(draft.widgets).map(([id, one]) => [names.get(id) ?? id, one])) };
}

const asEntry = (widget: Widget): Entry => widget as unknown as Entry;
