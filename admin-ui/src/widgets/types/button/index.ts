import { IconHandClick } from '@tabler/icons-react';
import { defineType } from '../../define';
import de from './de.json';
import en from './en.json';
import options from './options.schema.json';

export default defineType({
  type: 'button',
  group: 'control',
  icon: IconHandClick,
  slots: [{ name: 'value', required: true, kind: 'any', writable: true }],
  options,
  size: { w: 2, h: 1, minW: 1, minH: 1 },
  texts: { de, en },
  view: () => import('./View'),
});
