import {
  IconArchive,
  IconBattery3,
  IconBug,
  IconClipboardList,
  IconHeartbeat,
  IconKey,
  IconLayoutGrid,
  IconListTree,
  IconRoute,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';
import type { Role } from '@/data/auth/rights';

export interface NavItem {
  to: string;
  label: 'instances' | 'points' | 'batteries' | 'routes' | 'clients' | 'checks' | 'errors' | 'audit' | 'users' | 'backups';
  icon: Icon;
  /** Second key of the shortcut, after `g`. */
  key: string;
  /** Who sees it; everybody without one. */
  role?: Role;
}

export const NAV_ITEMS: readonly NavItem[] = [
  { to: '/instances', label: 'instances', icon: IconLayoutGrid, key: 'i' },
  { to: '/points', label: 'points', icon: IconListTree, key: 'd' },
  { to: '/batteries', label: 'batteries', icon: IconBattery3, key: 'b' },
  { to: '/routes', label: 'routes', icon: IconRoute, key: 'r' },
  { to: '/clients', label: 'clients', icon: IconKey, key: 'c' },
  { to: '/checks', label: 'checks', icon: IconHeartbeat, key: 'h' },
  { to: '/errors', label: 'errors', icon: IconBug, key: 'e' },
  { to: '/audit', label: 'audit', icon: IconClipboardList, key: 'a', role: 'admin' },
  { to: '/backups', label: 'backups', icon: IconArchive, key: 's', role: 'admin' },
  { to: '/users', label: 'users', icon: IconUsers, key: 'u', role: 'admin' },
];
