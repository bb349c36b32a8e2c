import { useInstances } from '../instances/queries';
import type { Instance, StatusName } from '../instances/types';

const UP: readonly StatusName[] = ['running', 'degraded', 'silent', 'disconnected'];

/**
 * Who can be asked what needs no device of its own: the instance itself, else another running one of its type.
 *
 * Its own id when nobody runs, so that the answer says why; null when there is nobody at all.
 */
export function answererOf(instances: readonly Instance[], own: string | null, type: string): string | null {
  const running = instances.filter((instance) => instance.type === type && UP.includes(instance.status.status));
  return (running.find(({ id }) => id === own) ?? running[0])?.id ?? own;
}

/** undefined while the instances are not known yet. */
export function useAnswerer(own: string | null, type: string): string | null | undefined {
  const { data } = useInstances();
  return data === undefined ? undefined : answererOf(data, own, type);
}
