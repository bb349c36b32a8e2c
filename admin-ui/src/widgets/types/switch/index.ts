import { IconToggleRight } from '@tabler/icons-react';
import { defineType } from '../../define';
import de from './de.json';
import en from './en.json';
import options from './options.schema.json';

export default defineType({
  type: 'switch',
  group: 'control',
  icon: IconToggleRight,
  slots: [
    { name: 'value', required: true, kind: 'boolean', writable: true },
    { name: 'state', kind: 'boolean' },
  ],
  options,
  size: { w: 2, h: 2, minW: 2, minH: 1 },
  texts: { de, en },
  view: () => import('./View'),
});
