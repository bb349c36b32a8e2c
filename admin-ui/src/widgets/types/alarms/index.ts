import { IconAlertTriangle } from '@tabler/icons-react';
import { defineType } from '../../define';
import de from './de.json';
import en from './en.json';
import options from './options.schema.json';

export default defineType({
  type: 'alarms',
  group: 'show',
  icon: IconAlertTriangle,
  slots: [{ name: 'alarm', many: true, kind: 'any' }],
  options,
  size: { w: 4, h: 3, minW: 2, minH: 1 },
  texts: { de, en },
  view: () => import('./View'),
});
