import { IconChartBar } from '@tabler/icons-react';
import { defineType } from '../../define';
import de from './de.json';
import en from './en.json';
import options from './options.schema.json';

export default defineType({
  type: 'bar',
  group: 'show',
  icon: IconChartBar,
  slots: [{ name: 'value', many: true, required: true, kind: 'number' }],
  options,
  size: { w: 4, h: 3, minW: 2, minH: 1 },
  texts: { de, en },
  view: () => import('./View'),
});
