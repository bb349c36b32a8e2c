import { IconGridDots } from '@tabler/icons-react';
import { defineType } from '../../define';
import de from './de.json';
import en from './en.json';
import options from './options.schema.json';

export default defineType({
  type: 'heatmap',
  group: 'show',
  icon: IconGridDots,
  slots: [{ name: 'value', required: true, kind: 'number' }],
  options,
  size: { w: 6, h: 4, minW: 2, minH: 1 },
  texts: { de, en },
  view: () => import('./View'),
});
