import { IconAppWindow } from '@tabler/icons-react';
import { defineType } from '../../define';
import de from './de.json';
import en from './en.json';
import options from './options.schema.json';

export default defineType({
  type: 'embed',
  group: 'layout',
  icon: IconAppWindow,
  slots: [],
  options,
  size: { w: 6, h: 5, minW: 2, minH: 1 },
  bleed: true,
  texts: { de, en },
  view: () => import('./View'),
});
