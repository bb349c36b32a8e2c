import { IconChartPie } from '@tabler/icons-react';
import { defineType } from '../../define';
import de from './de.json';
import en from './en.json';
import options from './options.schema.json';

export default defineType({
  type: 'energy_balance',
  group: 'energy',
  icon: IconChartPie,
  slots: [
    { name: 'pv', kind: 'number', many: true },
    { name: 'grid', kind: 'number' },
    { name: 'battery', kind: 'number' },
    { name: 'house', kind: 'number' },
    { name: 'grid_import', kind: 'number' },
    { name: 'grid_export', kind: 'number' },
    { name: 'battery_charge', kind: 'number' },
    { name: 'battery_discharge', kind: 'number' },
  ],
  options,
  size: { w: 4, h: 4, minW: 2, minH: 1 },
  texts: { de, en },
  view: () => import('./View'),
});
