import { IconBolt } from '@tabler/icons-react';
import { defineType } from '../../define';
import de from './de.json';
import en from './en.json';
import options from './options.schema.json';

export default defineType({
  type: 'energy_flow',
  group: 'energy',
  icon: IconBolt,
  slots: [
    { name: 'pv', kind: 'number', many: true },
    { name: 'grid', kind: 'number' },
    { name: 'battery', kind: 'number' },
    { name: 'battery_soc', kind: 'number' },
    { name: 'house', kind: 'number' },
    { name: 'wallbox', kind: 'number', many: true },
  ],
  options,
  size: { w: 6, h: 5, minW: 2, minH: 1 },
  texts: { de, en },
  view: () => import('./View'),
});
