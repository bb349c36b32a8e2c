import { expect, test } from 'vitest';
import { pageKey, type PageState } from '@/data/nodes/queries';
import type { NodeList, TreeNode } from '@/data/nodes/types';
import { below, treeRows, type Row } from '@/tree/rows';

const ROOT: NodeList = below('');
const node = (path: string, expandable = false): TreeNode => ({ path, name: path, kind: 'scalar', expandable });
const page = (start: number, total: number, nodes: TreeNode[]): PageState => ({ page: { start, total, nodes }, error: null });
const many = (from: number, count: number) => Array.from({ length: count }, (_, index) => node(`a[${from + index}]`));

function rows(open: string[], pages: Record<string, PageState>, root = ROOT): Row[] {
  const byKey = new Map(
    Object.entries(pages).map(([name, state]) => {
      const [path = '', start = '0'] = name.split('@');
      return [pageKey(path === '*' ? root : below(path), Number(start)), state];
    }),
  );
  return treeRows(root, new Set(open), byKey);
}
const told = (row: Row) => (row.kind === 'node' ? `${'  '.repeat(row.depth)}${row.node.path}` : row.kind);

test('what is open is unfolded below its line, in the order of the program', () => {
  const found = rows(['A'], {
    '@0': page(0, 2, [node('A', true), node('B', true)]),
    'A@0': page(0, 2, [node('A.x'), node('A.y')]),
  });
  expect(found.map(told)).toEqual(['A', '  A.x', '  A.y', 'B']);
  expect(found.map(({ index, siblings }) => [index, siblings])).toEqual([
    [0, 2],
    [0, 2],
    [1, 2],
    [1, 2],
  ]);
});

test('a level of 5,000 has all its lines, read or not', () => {
  const found = rows(['a'], {
    '@0': page(0, 1, [node('a', true)]),
    'a@0': page(0, 5000, many(0, 100)),
    'a@200': page(200, 5000, many(200, 100)),
  });
  expect(found).toHaveLength(5001);
  expect(found[150]).toMatchObject({ kind: 'gap', start: 100 });
  expect(found[250]).toMatchObject({ kind: 'node', start: 200, node: { path: 'a[249]' } });
});

test('a level says that it is being read, could not be, or has nothing', () => {
  const root = page(0, 3, [node('A', true), node('B', true), node('C', true)]);
  const failed = { page: undefined, error: new Error('away') };
  const found = rows(['A', 'B', 'C'], { '@0': root, 'B@0': failed, 'C@0': page(0, 0, []) });
  expect(found.map(told)).toEqual(['A', 'loading', 'B', 'failed', 'C', 'empty']);
});

test('what was read stays when it cannot be read again', () => {
  const found = rows([], { '@0': { page: { start: 0, total: 1, nodes: [node('A')] }, error: new Error('away') } });
  expect(found.map(told)).toEqual(['A']);
});

test('one node shown twice has two lines of their own', () => {
  const hits: NodeList = { kind: 'search', text: 'a' };
  const found = rows(['A'], { '*@0': page(0, 2, [node('A', true), node('A.x')]), 'A@0': page(0, 1, [node('A.x')]) }, hits);
  expect(found.map(told)).toEqual(['A', '  A.x', 'A.x']);
  expect(new Set(found.map(({ key }) => key)).size).toBe(3);
});
