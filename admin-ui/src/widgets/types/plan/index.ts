import { IconMap2 } from '@tabler/icons-react';
import { defineType } from '../../define';
import de from './de.json';
import en from './en.json';
import options from './options.schema.json';

export default defineType({
  type: 'plan',
  group: 'layout',
  icon: IconMap2,
  slots: [{ name: 'point', many: true, kind: 'any' }],
  direct: true,
  options,
  size: { w: 6, h: 5, minW: 2, minH: 1 },
  bleed: true,
  texts: { de, en },
  view: () => import('./View'),
});
