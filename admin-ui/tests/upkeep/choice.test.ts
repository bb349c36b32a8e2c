import { describe, expect, it } from 'vitest';
import type { Preview } from '@/data/backups/queries';
import { allOf, chosenItems, toggled } from '@/pages/backups/choice';

const preview: Preview = {
  missing_types: [],
  sections: [
    {
      section: 'instances',
      items: 2,
      differences: ['a', 'b/c'].map((item) => ({ item, kind: 'changed', title: '', fields: [], more: 0 })),
    },
    { section: 'users', items: 1, differences: [{ item: 'x', kind: 'removed', title: '', fields: [], more: 0 }] },
    { section: 'routes', items: 1, differences: [] },
  ],
};

describe('items that are put back', () => {
  it('are at first all that differ, by section, slashes in names included', () => {
    expect(chosenItems(allOf(preview))).toEqual({ instances: ['a', 'b/c'], users: ['x'] });
  });

  it('can be left out and taken in again', () => {
    const less = toggled(allOf(preview), 'users/x', false);
    expect(chosenItems(less)).toEqual({ instances: ['a', 'b/c'] });
    expect(chosenItems(toggled(less, 'users/x', true))).toEqual(chosenItems(allOf(preview)));
  });

  it('none at all is nothing', () => expect(chosenItems(new Set())).toEqual({}));
});
