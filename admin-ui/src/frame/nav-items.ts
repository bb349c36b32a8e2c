import { IconBattery3, IconKey, IconLayoutGrid, IconListTree, IconRoute, type Icon } from '@tabler/icons-react';

export interface NavItem {
  to: string;
  label: 'instances' | 'points' | 'batteries' | 'routes' | 'clients';
  icon: Icon;
  /** Second key of the shortcut, after `g`. */
  key: string;
}

export const NAV_ITEMS: readonly NavItem[] = [
  { to: '/instances', label: 'instances', icon: IconLayoutGrid, key: 'i' },
  { to: '/points', label: 'points', icon: IconListTree, key: 'd' },
  { to: '/batteries', label: 'batteries', icon: IconBattery3, key: 'b' },
  { to: '/routes', label: 'routes', icon: IconRoute, key: 'r' },
  { to: '/clients', label: 'clients', icon: IconKey, key: 'c' },
];
