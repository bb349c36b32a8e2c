import { expect, test } from 'vitest';
import { fromClipboard, toClipboard } from '@/pages/dashboard-edit/store/clipboard';
import {
  addWidgets,
  changeWidget,
  derivedAgain,
  isArranged,
  layoutAt,
  removeWidgets,
  withLayout,
} from '@/pages/dashboard-edit/store/draft';
import type { Draft } from '@/pages/dashboard-edit/store/draft';
import { EditorStore } from '@/pages/dashboard-edit/store/editor-store';
import { differing } from '@/pages/dashboard-edit/save/differing';
import type { Widget } from '@/widgets/contract';

const widget = (x: number, y: number, more: Partial<Widget> = {}): Widget => ({
  type: 'value',
  title: '',
  page: 'home',
  bindings: {},
  layout: { x, y, w: 2, h: 2 },
  layouts: {},
  options: {},
  role: 'viewer',
  ...more,
});

const draft = (widgets: Record<string, Widget>): Draft => ({
  page: { title: 'Home', icon: '', order: 0, role: 'viewer', options: {} },
  widgets,
});

test('undo and redo go through every step; a new step ends the way forward', () => {
  const first = draft({ a: widget(0, 0) });
  const store = new EditorStore(first, first);
  store.change(changeWidget(first, 'a', { title: 'one' }));
  store.change(changeWidget(store.get().draft, 'a', { title: 'two' }));
  store.undo();
  expect(store.get().draft.widgets['a']?.title).toBe('one');
  store.undo();
  expect(store.get()).toMatchObject({ canUndo: false, canRedo: true, dirty: false });
  store.redo();
  store.redo();
  expect(store.get().draft.widgets['a']?.title).toBe('two');
  store.undo();
  store.change(changeWidget(store.get().draft, 'a', { title: 'other' }));
  expect(store.get().canRedo).toBe(false);
});

test('typing is one step, typing somewhere else another', () => {
  const first = draft({ a: widget(0, 0), b: widget(2, 0) });
  const store = new EditorStore(first, first);
  for (const title of ['V', 'Vo', 'Volt']) store.change(changeWidget(store.get().draft, 'a', { title }), 'title a');
  store.change(changeWidget(store.get().draft, 'b', { title: 'X' }), 'title b');
  store.undo();
  expect(store.get().draft.widgets['a']?.title).toBe('Volt');
  store.undo();
  expect(store.get().draft).toBe(first);
});

test('what is gone is chosen no more, and comes back with undo', () => {
  const first = draft({ a: widget(0, 0), b: widget(2, 0) });
  const store = new EditorStore(first, first);
  store.choose(['a', 'b', 'nosuch']);
  expect(store.get().chosen).toEqual(['a', 'b']);
  store.change(removeWidgets(first, ['a']));
  expect(store.get().chosen).toEqual(['b']);
  store.undo();
  expect(Object.keys(store.get().draft.widgets)).toEqual(['a', 'b']);
});

test('what was changed while it was being saved stays unsaved', () => {
  const first = draft({ a: widget(0, 0) });
  const store = new EditorStore(first, first);
  const sent = changeWidget(first, 'a', { title: 'sent' });
  store.change(sent);
  store.change(changeWidget(sent, 'a', { title: 'later' }));
  store.markSaved(sent);
  expect(store.get().dirty).toBe(true);
  store.undo();
  expect(store.get().dirty).toBe(false);
});

test('a page that was never stored is unsaved from the start', () => {
  expect(new EditorStore(draft({}), null).get().dirty).toBe(true);
});

test('arranging the phone leaves the desktop alone, and can be taken back', () => {
  const first = draft({ a: widget(0, 0), b: widget(2, 0) });
  const arranged = withLayout(first, 'phone', { ...layoutAt(first, 'phone'), a: { x: 0, y: 2, w: 4, h: 3 } });
  expect(arranged.widgets['a']?.layout).toEqual({ x: 0, y: 0, w: 2, h: 2 });
  expect(isArranged(arranged, 'phone')).toBe(true);
  expect(derivedAgain(arranged, 'phone')).toEqual(first);
});

test('a copy has an id of its own and a free place at every breakpoint', () => {
  const first = draft({ a: widget(0, 0, { layouts: { phone: { x: 0, y: 0, w: 4, h: 2 } } }) });
  const { draft: next, ids } = addWidgets(first, 'home', [widget(0, 0)], 'desktop');
  expect(ids).toEqual(['home_value']);
  expect(layoutAt(next, 'desktop')['home_value']).toEqual({ x: 2, y: 0, w: 2, h: 2 });
  expect(layoutAt(next, 'phone')['a']).toEqual({ x: 0, y: 0, w: 4, h: 2 });
  const { ids: more } = addWidgets(next, 'home', [widget(0, 0)], 'desktop');
  expect(more).toEqual(['home_value_2']);
});

test('what is dropped on a cell stands there and pushes the others', () => {
  const first = draft({ a: widget(0, 0) });
  const { draft: next } = addWidgets(first, 'home', [widget(5, 5)], 'desktop', { x: 0, y: 0 });
  expect(layoutAt(next, 'desktop')).toMatchObject({ home_value: { x: 0, y: 0 }, a: { x: 0, y: 2 } });
});

test('the clipboard carries widgets whole, and anything else is no widget', () => {
  const one = widget(3, 4, { title: 'Volt', bindings: { value: { source: 'a.b', type: 'REAL' } }, role: 'operator' });
  expect(fromClipboard(toClipboard([one]))).toEqual([{ ...one, page: '' }]);
  for (const text of ['', 'hello', '{"dinrail-widgets": 3}', '{"dinrail-widgets": [{"type": 4}]}', '[1]']) {
    expect(fromClipboard(text)).toEqual([]);
  }
});

test('two entries are compared field by field', () => {
  expect(differing(widget(0, 0), widget(0, 3, { title: 'Volt' }))).toEqual([
    { path: 'title', before: '–', after: 'Volt' },
    { path: 'layout.y', before: '0', after: '3' },
  ]);
  expect(differing(null, widget(0, 0))).toEqual([]);
});
