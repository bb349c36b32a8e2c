import { IconListCheck } from '@tabler/icons-react';
import { defineType } from '../../define';
import de from './de.json';
import en from './en.json';
import options from './options.schema.json';

export default defineType({
  type: 'select',
  group: 'control',
  icon: IconListCheck,
  slots: [{ name: 'value', required: true, kind: 'any', writable: true }],
  options,
  size: { w: 3, h: 2, minW: 2, minH: 1 },
  texts: { de, en },
  view: () => import('./View'),
});
