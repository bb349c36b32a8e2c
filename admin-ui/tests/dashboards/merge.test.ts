import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changesOf } from '@/pages/dashboard-edit/merge/changes';
import { same } from '@/pages/dashboard-edit/merge/fields';
import { merge, ownIds, withIds } from '@/pages/dashboard-edit/merge/merge';
import { changeWidget, removeWidgets, type Draft } from '@/pages/dashboard-edit/store/draft';
import { EditorStore } from '@/pages/dashboard-edit/store/editor-store';
import type { Widget } from '@/widgets/contract';

const widget = (title: string, more: Partial<Widget> = {}): Widget => ({
  type: 'value',
  title,
  page: 'home',
  bindings: {},
  layout: { x: 0, y: 0, w: 2, h: 2 },
  layouts: {},
  options: {},
  role: 'viewer',
  ...more,
});

const draft = (widgets: Record<string, Widget>): Draft => ({
  page: { title: 'Home', icon: '', order: 0, role: 'viewer', options: {} },
  widgets,
});

const base = draft({ a: widget('A', { options: { unit: 'V' } }), b: widget('B'), c: widget('C') });
const box = (x: number) => ({ x, y: 0, w: 2, h: 2 });

test('what only one of two changed is kept, also inside one widget', () => {
  const mine = removeWidgets(changeWidget(base, 'a', { title: 'Mine' }), ['c']);
  const added = { ...base, widgets: { ...base.widgets, d: widget('D') } };
  const theirs = changeWidget(changeWidget(added, 'a', { options: { unit: 'mV', digits: 1 } }), 'b', { title: 'Theirs' });
  const { draft: made, contests } = merge(base, mine, theirs, {});
  expect(contests).toEqual([]);
  expect(Object.keys(made.widgets).toSorted()).toEqual(['a', 'b', 'd']);
  expect(made.widgets['a']).toMatchObject({ title: 'Mine', options: { unit: 'mV', digits: 1 } });
  expect(made.widgets['b']?.title).toBe('Theirs');
});

test('what both changed is asked widget by widget; the rest of the widget is merged all the same', () => {
  const mine = changeWidget(base, 'a', { title: 'Mine', role: 'operator' });
  const theirs = changeWidget(changeWidget(base, 'a', { title: 'Theirs', options: { unit: 'kV' } }), 'b', { title: 'B2' });
  const { contests } = merge(base, mine, theirs, {});
  expect(contests).toMatchObject([{ id: 'widget a', clashes: [{ path: 'title', base: 'A', mine: 'Mine', theirs: 'Theirs' }] }]);
  const kept = merge(base, mine, theirs, { 'widget a': 'mine' }).draft.widgets;
  expect(kept['a']).toMatchObject({ title: 'Mine', role: 'operator', options: { unit: 'kV' } });
  expect(kept['b']?.title).toBe('B2');
  const taken = merge(base, mine, theirs, { 'widget a': 'theirs' }).draft.widgets;
  expect(taken['a']).toMatchObject({ title: 'Theirs', role: 'operator' });
});

test('a widget one removed and the other changed is asked for, one that was only pushed aside is not', () => {
  const gone = removeWidgets(base, ['a']);
  const changed = changeWidget(base, 'a', { title: 'Changed' });
  for (const [mine, theirs, staying] of [
    [gone, changed, 'theirs'],
    [changed, gone, 'mine'],
  ] as const) {
    expect(merge(base, mine, theirs, {}).contests).toMatchObject([{ id: 'widget a' }]);
    expect(merge(base, mine, theirs, { 'widget a': staying }).draft.widgets['a']?.title).toBe('Changed');
    const other = staying === 'mine' ? 'theirs' : 'mine';
    expect(merge(base, mine, theirs, { 'widget a': other }).draft.widgets).not.toHaveProperty('a');
  }
  const moved = changeWidget(base, 'a', { layout: box(4) });
  const { draft: made, contests } = merge(base, moved, gone, {});
  expect(contests).toEqual([]);
  expect(Object.keys(made.widgets)).toEqual(['b', 'c']);
});

test('an arrangement both changed is asked for once and taken whole', () => {
  const mine = changeWidget(changeWidget(base, 'a', { layout: box(4) }), 'b', { layout: box(6) });
  const theirs = changeWidget(changeWidget(base, 'a', { layout: box(8) }), 'c', { layout: box(2), layouts: { phone: box(1) } });
  const { contests } = merge(base, mine, theirs, {});
  expect(contests.map(({ id }) => id)).toEqual(['places']);
  const kept = merge(base, mine, theirs, { places: 'mine' }).draft.widgets;
  expect([kept['a'], kept['b'], kept['c']].map((one) => one?.layout.x)).toEqual([4, 6, 0]);
  expect(kept['c']?.layouts.phone).toEqual(box(1));
  const taken = merge(base, mine, theirs, { places: 'theirs' }).draft.widgets;
  expect([taken['a'], taken['b'], taken['c']].map((one) => one?.layout.x)).toEqual([8, 0, 2]);
});

test('two new widgets of one id are two widgets', () => {
  const mine = { ...base, widgets: { ...base.widgets, home_value: widget('Mine'), moved: widget('New') } };
  const theirs = { ...base, widgets: { ...base.widgets, home_value: widget('Theirs') } };
  const names = ownIds(base, mine, theirs, new Set(['moved']));
  expect(Object.fromEntries(names)).toEqual({ home_value: 'home_value_2', moved: 'moved_2' });
  const { draft: made, contests } = merge(base, withIds(mine, names), theirs, {});
  expect(contests).toEqual([]);
  expect(made.widgets['home_value']?.title).toBe('Theirs');
  expect(made.widgets['home_value_2']?.title).toBe('Mine');
  expect(ownIds(base, theirs, structuredClone(theirs), new Set())).toEqual(new Map());
});

test('a widget somebody took to another page and I changed stays on both', () => {
  const mine = changeWidget(base, 'a', { title: 'Mine' });
  const theirs = removeWidgets(base, ['a']);
  const names = ownIds(base, mine, theirs, new Set(['a']));
  const { draft: made, contests } = merge(base, withIds(mine, names), theirs, {});
  expect(contests).toEqual([]);
  expect(made.widgets['a_2']?.title).toBe('Mine');
  expect(ownIds(base, base, theirs, new Set(['a']))).toEqual(new Map());
});

test('after a merge undo takes back own steps and leaves what the other one did', () => {
  const store = new EditorStore(base, base);
  store.change(changeWidget(base, 'a', { title: 'One' }));
  store.change(changeWidget(store.get().draft, 'a', { title: 'Two' }));
  const theirs = changeWidget(base, 'b', { title: 'Theirs' });
  store.rebase(theirs, (each) => merge(base, each, theirs, {}).draft);
  expect(store.get().draft.widgets['a']?.title).toBe('Two');
  store.undo();
  store.undo();
  expect(store.get()).toMatchObject({ canUndo: false, dirty: false, draft: theirs });
  store.redo();
  expect(store.get().draft.widgets).toMatchObject({ a: { title: 'One' }, b: { title: 'Theirs' } });
});

const drafts = fc
  .dictionary(
    fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    fc.record({ title: fc.constantFrom('1', '2'), x: fc.nat(2), unit: fc.constantFrom('V', 'A', undefined) }),
  )
  .map((entries) =>
    draft(
      Object.fromEntries(
        Object.entries(entries).map(([id, { title, x, unit }]) => [
          id,
          widget(title, { layout: box(x), options: unit === undefined ? {} : { unit } }),
        ]),
      ),
    ),
  );

test('who changed nothing adds nothing; every difference of one person arrives', () => {
  fc.assert(
    fc.property(drafts, drafts, (one, other) => {
      expect(merge(one, one, other, {}).draft).toBe(other);
      expect(same(merge(one, other, one, {}).draft, other)).toBe(true);
    }),
  );
});

test('whatever is chosen, nothing either of them did alone is lost', () => {
  fc.assert(
    fc.property(drafts, drafts, drafts, fc.constantFrom('mine' as const, 'theirs' as const), (first, mine, theirs, side) => {
      const { contests } = merge(first, mine, theirs, {});
      const made = merge(first, mine, theirs, Object.fromEntries(contests.map(({ id }) => [id, side]))).draft;
      for (const [own, others] of [
        [mine, theirs],
        [theirs, mine],
      ] as const) {
        for (const { id, kind } of changesOf('home', first, own)) {
          if (!same(first.widgets[id], others.widgets[id]) || kind === 'moved') continue;
          expect(made.widgets[id]?.title).toBe(own.widgets[id]?.title);
          expect(made.widgets[id]?.options).toEqual(own.widgets[id]?.options);
        }
      }
    }),
  );
});
