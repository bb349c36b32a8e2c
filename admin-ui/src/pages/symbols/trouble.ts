import type { Reason } from '@/data/errors';
import type { StatusView } from '@/data/instances/types';
import { VAGUE } from './remedy';

/** The reason to show for a call that failed: the instance's own status, where that says more about the same. */
export function troubleOf(reason: Reason, status: StatusView): Reason {
  if (reason.key === 'instance_not_running' && status.status === 'stopped') return { key: 'instance_stopped' };
  const own = status.reason;
  if (own === null || status.status === 'running') return reason;
  return VAGUE.has(reason.key) || own.key === reason.key ? own : reason;
}
