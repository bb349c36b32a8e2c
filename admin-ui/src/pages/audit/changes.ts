import type { Act } from '@/data/audit/queries';

export interface Change {
  /** Dotted; empty for the whole. */
  path: string;
  before: string | undefined;
  after: string | undefined;
}

const MOST = 60;
const LONGEST = 200;

/** What is another than before, leaf by leaf. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const [was, is] = [leaves(before), leaves(after)];
  const paths = new Set([...was.keys(), ...is.keys()]);
  return [...paths]
    .filter((path) => was.get(path) !== is.get(path))
    .slice(0, MOST)
    .map((path) => ({ path, before: was.get(path), after: is.get(path) }));
}

function leaves(value: unknown, path = '', found = new Map<string, string>()): Map<string, string> {
  if (value === null || value === undefined) return path === '' ? found : found.set(path, '–');
  if (typeof value !== 'object') return found.set(path, String(value).slice(0, LONGEST));
  for (const [key, inner] of Object.entries(value)) leaves(inner, path === '' ? key : `${path}.${key}`, found);
  return found;
}

/** Acts that have words of their own; others are shown as the call they were. */
const WORDS = {
  'POST /auth/setup': 'setup',
  'POST /auth/login': 'login',
  'POST /auth/logout': 'logout',
  'POST /auth/password': 'password',
  'POST /auth/tokens': 'token_add',
  'DELETE /auth/tokens/{token_id}': 'token_drop',
  'POST /users': 'user_add',
  'PATCH /users/{name}': 'user_change',
  'DELETE /users/{name}': 'user_drop',
  'POST /admin/panic': 'panic',
  'POST /admin/panic/reset': 'panic_reset',
  'POST /instances': 'instance_add',
  'PUT /instances/{instance}': 'instance_change',
  'DELETE /instances/{instance}': 'instance_drop',
  'POST /instances/{instance}/clone': 'instance_clone',
  'POST /instances/{instance}/rename': 'instance_rename',
  'PUT /instances/{instance}/hold': 'hold',
  'DELETE /instances/{instance}/hold': 'hold_end',
  'POST /admin/instances/{instance}/reactivate': 'reactivate',
  'POST /admin/instances/{instance}/start': 'instance_start',
  'POST /admin/instances/{instance}/stop': 'instance_stop',
  'POST /admin/instances/{instance}/restart': 'instance_restart',
  'POST /admin/instances/{instance}/kill': 'instance_kill',
  'POST /instances/{instance}/call/{method}': 'instance_call',
  'POST /points/{address}/write': 'point_write',
  'PUT /routes': 'routes_change',
  'POST /history/import': 'history_import',
  'GET /node-red/door': 'node_red_door',
  'POST /routes/items': 'routes_change',
  'PUT /routes/items/{label}': 'routes_change',
  'DELETE /routes/items/{label}': 'routes_change',
  'POST /routes/versions/{revision}/restore': 'routes_restore',
  'POST /routes/sources/{source}/disconnect': 'source_disconnect',
  'POST /routes/sources/{source}/connect': 'source_connect',
  'POST /routes/sources/{source}/reactivate': 'reactivate',
  'POST /pages': 'page_add',
  'PUT /pages/{page_id}': 'page_change',
  'PUT /pages/{page_id}/content': 'page_change',
  'DELETE /pages/{page_id}': 'page_drop',
  'POST /widgets': 'widget_change',
  'PUT /widgets/{widget_id}': 'widget_change',
  'DELETE /widgets/{widget_id}': 'widget_change',
  'POST /dashboards/versions/{revision}/restore': 'dashboards_restore',
  'POST /dashboards/import': 'dashboards_import',
  'PUT /settings': 'settings',
  'POST /settings/sentry/test': 'sentry_test',
  'POST /errors/seen': 'errors_seen',
  'POST /errors/{fingerprint}/seen': 'errors_seen',
  'DELETE /errors/{fingerprint}': 'error_drop',
  'POST /checks/run': 'checks_run',
  'POST /checks/{check}/fix': 'fix',
  'POST /backups': 'backup',
  'POST /backups/upload': 'backup_upload',
  'POST /backups/{backup}/preview': 'backup_preview',
  'POST /backups/{backup}/restore': 'backup_restore',
  'DELETE /backups/{backup}': 'backup_drop',
  'PUT /certificates/server': 'certificate',
  'DELETE /certificates/server': 'certificate_own',
  'POST /broker/clients': 'client_add',
  'PUT /broker/clients/{name}': 'client_change',
  'POST /broker/clients/{name}/rotate': 'client_rotate',
  'DELETE /broker/clients/{name}': 'client_drop',
} as const;

export type ActWord = (typeof WORDS)[keyof typeof WORDS];

/** The words for an act, and what it was done to. */
export function wordOf(act: Pick<Act, 'action' | 'target'>): { key: ActWord | undefined; target: string } {
  const known = act.action.replace(' /api/', ' /') as keyof typeof WORDS;
  return { key: WORDS[known], target: Object.values(act.target).join(' · ') };
}
