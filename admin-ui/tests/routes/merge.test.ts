import { describe, expect, test } from 'vitest';
import { changedFields, diffRoutes } from '@/data/routes/diff';
import { applyEdit, copyOf } from '@/data/routes/edits';
import { isContested, mergeOnTop } from '@/data/routes/merge';
import type { RouteEntry, RoutesDocument } from '@/data/routes/types';

const route = (id: string, transform = ''): RouteEntry => ({ id, from: `x.${id}`, to: `y.${id}`, transform });
const nameless = (to: string): RouteEntry => ({ from: 'x.n', to });
const file = (...routes: RouteEntry[]): RoutesDocument => ({ version: 1, routes });
const ids = (document: RoutesDocument) => document.routes?.map(({ id, to }) => id ?? to);

const [a, b, c, d] = [route('a'), route('b'), route('c'), route('d')];
const BASE = file(a, b, c);

describe('differences', () => {
  test('of two versions are told by route, and a moved one alone counts as moved', () => {
    const found = diffRoutes(BASE, file(c, a, route('b', 'scale(2)'), d));
    expect(found.map(({ route: label, kind }) => `${label} ${kind}`).toSorted()).toEqual(['b changed', 'c moved', 'd added']);
  });

  test('of a route without an id are a removed and an added one', () => {
    const found = diffRoutes(file(nameless('y.1')), file(nameless('y.2')));
    expect(found.map(({ kind }) => kind)).toEqual(['removed', 'added']);
  });

  test('do not depend on the order in which fields are written', () => {
    expect(diffRoutes(file({ id: 'a', from: 'x.a', to: 'y.a' }), file({ to: 'y.a', from: 'x.a', id: 'a' }))).toEqual([]);
  });

  test('name the fields people look for first', () => {
    expect(changedFields({ ...a, enabled: false }, { ...a, to: 'z.z', name: 'N' })).toEqual(['name', 'to', 'enabled']);
  });
});

describe('mine on top of theirs', () => {
  test('keeps what both changed in different routes', () => {
    const mine = file(route('a', 'scale(2)'), b, c, d);
    const theirs = file(a, route('b', 'round'), c, route('e'));
    expect(mergeOnTop(BASE, mine, theirs).routes).toEqual([route('a', 'scale(2)'), route('b', 'round'), c, d, route('e')]);
    expect(isContested(BASE, mine, theirs)).toBe(false);
  });

  test('wins where both changed the same route, and says that it is contested', () => {
    const mine = file(route('a', 'scale(2)'), b, c);
    const theirs = file(route('a', 'scale(3)'), b, c);
    expect(mergeOnTop(BASE, mine, theirs).routes?.[0]).toEqual(route('a', 'scale(2)'));
    expect(isContested(BASE, mine, theirs)).toBe(true);
  });

  test('removes what I removed and leaves removed what they removed', () => {
    expect(ids(mergeOnTop(BASE, file(a, c), file(a, b)))).toEqual(['a']);
  });

  test('brings back what they removed only where I changed it', () => {
    expect(ids(mergeOnTop(BASE, file(a, route('b', 'round'), c), file(a, c)))).toEqual(['a', 'b', 'c']);
  });

  test('keeps my order of what both know, and their new ones in their place', () => {
    expect(ids(mergeOnTop(BASE, file(c, b, a), file(a, d, b, c)))).toEqual(['c', 'd', 'b', 'a']);
  });

  test('keeps their order when I moved nothing', () => {
    expect(ids(mergeOnTop(BASE, file(a, b, route('c', 'round')), file(c, b, a)))).toEqual(['c', 'b', 'a']);
  });

  test('replaces a changed route without an id where it stood', () => {
    const base = file(a, nameless('y.1'), c);
    expect(ids(mergeOnTop(base, file(a, nameless('y.2'), c), file(a, nameless('y.1'), c, d)))).toEqual(['a', 'y.2', 'c', 'd']);
  });

  test('takes over parts beside the routes from whoever changed them', () => {
    const mine = { ...BASE, pipelines: { mv: 'scale(0.001)' } };
    const theirs = { ...BASE, sources: { bt: { connected: false } } };
    expect(mergeOnTop(BASE, mine, theirs)).toMatchObject({ pipelines: mine.pipelines, sources: theirs.sources });
  });
});

describe('an edit', () => {
  test('of a route that is gone changes nothing', () => {
    expect(applyEdit(BASE, { kind: 'remove', label: 'z' })).toBe(BASE);
  });

  test('moves, removes, adds and replaces', () => {
    expect(ids(applyEdit(BASE, { kind: 'move', label: 'a', to: 2 }))).toEqual(['b', 'c', 'a']);
    expect(ids(applyEdit(BASE, { kind: 'move', label: 'c', to: -1 }))).toEqual(['c', 'a', 'b']);
    expect(ids(applyEdit(BASE, { kind: 'remove', label: 'b' }))).toEqual(['a', 'c']);
    expect(ids(applyEdit(BASE, { kind: 'add', route: d, position: 2 }))).toEqual(['a', 'd', 'b', 'c']);
    expect(applyEdit(BASE, { kind: 'replace', label: 'b', route: d }).routes).toEqual([a, d, c]);
  });

  test('copies a route under a free id, switched off', () => {
    const document = file(a, route('a-2'), nameless('y.n'));
    expect(copyOf({ label: 'a', index: 0, route: a }, document, 'A again')).toEqual({
      ...a,
      id: 'a-3',
      name: 'A again',
      enabled: false,
    });
    expect(copyOf({ label: '3', index: 2, route: nameless('y.n') }, document, 'N').id).toBe('route-2');
  });
});
