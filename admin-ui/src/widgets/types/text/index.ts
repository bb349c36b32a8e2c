import { IconAlignLeft } from '@tabler/icons-react';
import { defineType } from '../../define';
import de from './de.json';
import en from './en.json';
import options from './options.schema.json';

export default defineType({
  type: 'text',
  group: 'layout',
  icon: IconAlignLeft,
  slots: [{ name: 'value', many: true, kind: 'any' }],
  options,
  size: { w: 4, h: 2, minW: 1, minH: 1 },
  texts: { de, en },
  view: () => import('./View'),
});
