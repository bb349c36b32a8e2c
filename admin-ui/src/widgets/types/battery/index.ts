import { IconBattery3 } from '@tabler/icons-react';
import { defineType } from '../../define';
import de from './de.json';
import en from './en.json';
import options from './options.schema.json';

export default defineType({
  type: 'battery',
  group: 'energy',
  icon: IconBattery3,
  slots: [
    { name: 'soc', required: true, kind: 'number' },
    { name: 'voltage', kind: 'number' },
    { name: 'current', kind: 'number' },
    { name: 'power', kind: 'number' },
    { name: 'temperature', kind: 'number' },
    { name: 'cell', kind: 'number', many: true },
    { name: 'cells_min', kind: 'number' },
    { name: 'cells_max', kind: 'number' },
    { name: 'cells_delta', kind: 'number' },
  ],
  options,
  size: { w: 4, h: 4, minW: 2, minH: 1 },
  texts: { de, en },
  view: () => import('./View'),
});
