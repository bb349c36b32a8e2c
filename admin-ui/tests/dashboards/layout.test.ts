import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COLUMNS, type Box, type Breakpoint, type Widget } from '@/widgets/contract';
import { arrange, moveBy, resizeTo } from '@/widgets/layout/arrange';
import { overlap, placed, type Layout } from '@/widgets/layout/boxes';
import { compact } from '@/widgets/layout/compact';
import { breakpointOf, firstPlace, layoutOf } from '@/widgets/layout/derive';

const at = (x: number, y: number, w: number, h: number): Box => ({ x, y, w, h });

/** Anything a hand-written file may hold: overlapping, far out, without a size. */
const wildBox = fc.record({
  x: fc.integer({ min: -3, max: 20 }),
  y: fc.integer({ min: -3, max: 40 }),
  w: fc.integer({ min: 0, max: 20 }),
  h: fc.integer({ min: 0, max: 9 }),
});
const wildLayout = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), wildBox, { maxKeys: 25 });
const breakpoints = fc.constantFrom<Breakpoint>('phone', 'tablet', 'desktop', 'wall');

function expectSound(layout: Layout, ids: readonly string[], columns: number): void {
  expect(Object.keys(layout).toSorted()).toEqual([...ids].toSorted());
  const list = placed(layout);
  for (const { box } of list) {
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.y).toBeGreaterThanOrEqual(0);
    expect(box.w).toBeGreaterThanOrEqual(1);
    expect(box.h).toBeGreaterThanOrEqual(1);
    expect(box.x + box.w).toBeLessThanOrEqual(columns);
  }
  const meeting = list.flatMap((a, index) => list.slice(index + 1).flatMap((b) => (overlap(a.box, b.box) ? [[a.id, b.id]] : [])));
  expect(meeting).toEqual([]);
}

describe('whatever stands in the file', () => {
  test('nothing overlaps, nothing is lost, and a second look changes nothing', () => {
    fc.assert(
      fc.property(wildLayout, (layout) => {
        const settled = compact(layout, 12);
        expectSound(settled, Object.keys(layout), 12);
        expect(compact(settled, 12)).toBe(settled);
      }),
    );
  });

  test('every breakpoint shows every widget once', () => {
    const widget = fc.record({ layout: wildBox, layouts: fc.dictionary(fc.constantFrom('phone', 'tablet', 'wall'), wildBox) });
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), widget, { maxKeys: 20 }), breakpoints, (widgets, name) => {
        const found = layoutOf(widgets as Record<string, Pick<Widget, 'layout' | 'layouts'>>, name);
        expectSound(found, Object.keys(widgets), COLUMNS[name]);
      }),
    );
  });
});

describe('moving and resizing', () => {
  const step = fc.record({
    pick: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
    dx: fc.integer({ min: -13, max: 13 }),
    dy: fc.integer({ min: -20, max: 20 }),
    size: fc.option(fc.record({ w: fc.integer({ min: -2, max: 15 }), h: fc.integer({ min: -2, max: 9 }) })),
  });

  test('any sequence of steps keeps all widgets, apart from each other and inside', () => {
    fc.assert(
      fc.property(wildLayout, breakpoints, fc.array(step, { maxLength: 8 }), (start, name, steps) => {
        const ids = Object.keys(start);
        const columns = COLUMNS[name];
        let layout: Layout = compact(start, columns);
        for (const { pick, dx, dy, size } of steps) {
          const chosen = [...new Set(pick.map((number) => ids[number % Math.max(1, ids.length)] ?? ''))];
          layout = size
            ? resizeTo(layout, chosen[0] ?? '', size, { w: 1, h: 1 }, columns)
            : moveBy(layout, chosen, dx, dy, columns);
          expectSound(layout, ids, columns);
        }
      }),
    );
  });

  test('a move keeps every size', () => {
    fc.assert(
      fc.property(wildLayout, step, (start, { pick, dx, dy }) => {
        const layout = compact(start, 12);
        const ids = Object.keys(layout);
        const moved = moveBy(layout, [ids[(pick[0] ?? 0) % Math.max(1, ids.length)] ?? ''], dx, dy, 12);
        for (const id of ids) expect([moved[id]?.w, moved[id]?.h]).toEqual([layout[id]?.w, layout[id]?.h]);
      }),
    );
  });

  test('what is put where it stands changes nothing', () => {
    fc.assert(
      fc.property(wildLayout, fc.nat(), (start, pick) => {
        const layout = compact(start, 12);
        const id = Object.keys(layout)[pick % Math.max(1, Object.keys(layout).length)] ?? '';
        expect(moveBy(layout, [id], 0, 0, 12)).toEqual(layout);
      }),
    );
  });

  test('one below the other change places when the upper one is dragged past the middle of the lower', () => {
    const layout = { a: at(0, 0, 2, 2), b: at(0, 2, 2, 6) };
    expect(moveBy(layout, ['a'], 0, 2, 12)).toEqual({ a: at(0, 0, 2, 2), b: at(0, 2, 2, 6) });
    expect(moveBy(layout, ['a'], 0, 3, 12)).toEqual({ b: at(0, 0, 2, 6), a: at(0, 6, 2, 2) });
  });

  test('one that grows pushes down what stands beneath, and nothing else', () => {
    const layout = { a: at(0, 0, 2, 2), b: at(0, 2, 2, 1), c: at(2, 0, 2, 4) };
    const grown = resizeTo(layout, 'a', { w: 2, h: 3 }, { w: 1, h: 1 }, 12);
    expect(grown).toEqual({ a: at(0, 0, 2, 3), b: at(0, 3, 2, 1), c: at(2, 0, 2, 4) });
  });

  test('a group goes together, only as far as all of it has room', () => {
    const layout = { a: at(1, 0, 2, 2), b: at(3, 0, 2, 2) };
    expect(moveBy(layout, ['a', 'b'], -5, 0, 12)).toEqual({ a: at(0, 0, 2, 2), b: at(2, 0, 2, 2) });
  });

  test('a size stays within its least and the columns', () => {
    const layout = { a: at(8, 0, 2, 2) };
    expect(resizeTo(layout, 'a', { w: 9, h: 0 }, { w: 2, h: 2 }, 12)['a']).toEqual(at(8, 0, 4, 2));
    expect(resizeTo(layout, 'a', { w: 1, h: 5 }, { w: 2, h: 2 }, 12)['a']).toEqual(at(8, 0, 2, 5));
  });

  test('a new one is put between the others', () => {
    const layout = { a: at(0, 0, 12, 2) };
    expect(arrange(layout, { b: at(4, 0, 2, 2) }, 12)).toEqual({ b: at(4, 0, 2, 2), a: at(0, 2, 12, 2) });
  });
});

test('a new widget takes the first gap it fits in', () => {
  expect(firstPlace([at(0, 0, 5, 2), at(8, 0, 4, 3)], { w: 3, h: 2 }, 12)).toEqual(at(5, 0, 3, 2));
  expect(firstPlace([at(0, 0, 12, 2)], { w: 20, h: 1 }, 12)).toEqual(at(0, 2, 12, 1));
});

test('neighbours on the desktop are neighbours on the wall', () => {
  const widgets = { a: { layout: at(0, 0, 6, 2), layouts: {} }, b: { layout: at(6, 0, 6, 2), layouts: {} } };
  expect(layoutOf(widgets, 'wall')).toEqual({ a: at(0, 0, 8, 2), b: at(8, 0, 8, 2) });
});

test('a stored place wins over a derived one', () => {
  const widgets = {
    a: { layout: at(0, 0, 3, 2), layouts: { phone: at(2, 0, 2, 3) } },
    b: { layout: at(3, 0, 3, 2), layouts: {} },
  };
  expect(layoutOf(widgets, 'phone')).toEqual({ a: at(2, 0, 2, 3), b: at(0, 0, 2, 2) });
});

test('the width decides the breakpoint', () => {
  expect([360, 760, 1200, 1920].map(breakpointOf)).toEqual(['phone', 'tablet', 'desktop', 'wall']);
});
