import {
  IconArchive,
  IconBattery3,
  IconBroadcast,
  IconBug,
  IconClipboardList,
  IconHeartbeat,
  IconKey,
  IconLayoutDashboard,
  IconLayoutGrid,
  IconListTree,
  IconRoute,
  IconSettings,
  IconSitemap,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';
import type { Role } from '@/data/auth/rights';

export interface NavItem {
  to: string;
  label:
    | 'dashboards'
    | 'instances'
    | 'points'
    | 'batteries'
    | 'routes'
    | 'broker'
    | 'clients'
    | 'checks'
    | 'errors'
    | 'audit'
    | 'users'
    | 'backups'
    | 'settings'
    | 'nodered';
  icon: Icon;
  /** Second key of the shortcut, after `g`. */
  key: string;
  /** Who sees it; everybody without one. */
  role?: Role;
  /** Shown only where the house has one. */
  neighbour?: 'node-red';
}

export const NAV_ITEMS: readonly NavItem[] = [
  { to: '/pages', label: 'dashboards', icon: IconLayoutDashboard, key: 'p' },
  { to: '/instances', label: 'instances', icon: IconLayoutGrid, key: 'i' },
  { to: '/points', label: 'points', icon: IconListTree, key: 'd' },
  { to: '/batteries', label: 'batteries', icon: IconBattery3, key: 'b' },
  { to: '/routes', label: 'routes', icon: IconRoute, key: 'r' },
  { to: '/node-red', label: 'nodered', icon: IconSitemap, key: 'n', neighbour: 'node-red' },
  { to: '/broker', label: 'broker', icon: IconBroadcast, key: 'm' },
  { to: '/clients', label: 'clients', icon: IconKey, key: 'c', role: 'admin' },
  { to: '/checks', label: 'checks', icon: IconHeartbeat, key: 'h' },
  { to: '/errors', label: 'errors', icon: IconBug, key: 'e' },
  { to: '/audit', label: 'audit', icon: IconClipboardList, key: 'a', role: 'admin' },
  { to: '/backups', label: 'backups', icon: IconArchive, key: 's', role: 'admin' },
  { to: '/settings', label: 'settings', icon: IconSettings, key: 'o', role: 'engineer' },
  { to: '/users', label: 'users', icon: IconUsers, key: 'u', role: 'admin' },
];
