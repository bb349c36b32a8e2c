import { IconNumber123 } from '@tabler/icons-react';
import { defineType } from '../../define';
import de from './de.json';
import en from './en.json';
import options from './options.schema.json';

export default defineType({
  type: 'value',
  group: 'show',
  icon: IconNumber123,
  slots: [{ name: 'value', required: true, kind: 'any' }],
  options,
  size: { w: 2, h: 2, minW: 1, minH: 1 },
  texts: { de, en },
  view: () => import('./View'),
});
