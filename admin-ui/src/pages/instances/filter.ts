import { STATUS_NAMES, type Instance, type StatusName } from '@/data/instances/types';

export interface Filter {
  text: string;
  statuses: readonly StatusName[];
}

/** Instances that contain every word in id, title, type or `words` (status, reason), in one of the statuses. */
export function filterInstances(all: Instance[], filter: Filter, words: (instance: Instance) => string): Instance[] {
  const wanted = filter.text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return all.filter((instance) => {
    if (filter.statuses.length > 0 && !filter.statuses.includes(instance.status.status)) return false;
    if (wanted.length === 0) return true;
    const text = `${instance.id} ${instance.title} ${instance.type} ${words(instance)}`.toLocaleLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** How many instances are in each status that occurs, in the fixed order of statuses. */
export function countByStatus(all: Instance[]): [StatusName, number][] {
  const counts = new Map<StatusName, number>();
  for (const { status } of all) counts.set(status.status, (counts.get(status.status) ?? 0) + 1);
  return STATUS_NAMES.flatMap((name): [StatusName, number][] => {
    const count = counts.get(name);
    return count === undefined ? [] : [[name, count]];
  });
}

/** Statuses of a comma list in the page's address; unknown words are left out. */
export function statusesOf(text: string | null): StatusName[] {
  const words = (text ?? '').split(',');
  return STATUS_NAMES.filter((name) => words.includes(name));
}
