import { IconBulb } from '@tabler/icons-react';
import { defineType } from '../../define';
import de from './de.json';
import en from './en.json';
import options from './options.schema.json';

export default defineType({
  type: 'light',
  group: 'show',
  icon: IconBulb,
  slots: [{ name: 'value', required: true, kind: 'boolean' }],
  options,
  size: { w: 2, h: 1, minW: 1, minH: 1 },
  texts: { de, en },
  view: () => import('./View'),
});
