import { IconTable } from '@tabler/icons-react';
import { defineType } from '../../define';
import de from './de.json';
import en from './en.json';
import options from './options.schema.json';

export default defineType({
  type: 'table',
  group: 'show',
  icon: IconTable,
  slots: [{ name: 'row', many: true, required: true, kind: 'any' }],
  options,
  size: { w: 4, h: 4, minW: 2, minH: 1 },
  texts: { de, en },
  view: () => import('./View'),
});
