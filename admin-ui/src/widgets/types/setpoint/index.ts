import { IconTargetArrow } from '@tabler/icons-react';
import { defineType } from '../../define';
import de from './de.json';
import en from './en.json';
import options from './options.schema.json';

export default defineType({
  type: 'setpoint',
  group: 'control',
  icon: IconTargetArrow,
  slots: [
    { name: 'value', required: true, kind: 'number', writable: true },
    { name: 'actual', kind: 'number' },
  ],
  options,
  size: { w: 3, h: 2, minW: 2, minH: 1 },
  texts: { de, en },
  view: () => import('./View'),
});
