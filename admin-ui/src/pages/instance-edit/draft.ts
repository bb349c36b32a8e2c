import type { AdapterType } from '@/data/adapters/types';
import type { FieldError } from '@/data/errors';
import type { Instance, InstanceDraft, Limits } from '@/data/instances/types';
import { initialOf } from '@/form/defaults';
import { isObject } from '@/form/pointer';
import type { JsonSchema } from '@/form/schema';
import { validate } from '@/form/validate';

const ID = /^[a-z][a-z0-9_-]{0,31}$/;
const UMLAUTS: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' };

export const LIMIT_NAMES = ['cpu', 'memory_mb', 'pids', 'packets_per_s', 'points'] as const satisfies readonly (keyof Limits)[];

export function newDraft(type: AdapterType, taken: readonly string[]): InstanceDraft {
  const config = type.schema === null ? {} : initialOf(type.schema, type.schema);
  return {
    id: suggestId('', type.type, taken),
    type: type.type,
    title: '',
    enabled: true,
    runtime: 'docker',
    limits: {},
    config: isObject(config) ? config : {},
  };
}

/** The part of an instance that is edited; limits that follow the type are left out. */
export function draftOf(instance: Instance): InstanceDraft {
  const { id, type, title, enabled, runtime, config } = instance;
  const limits = Object.fromEntries(Object.entries(instance.limits).filter(([, value]) => value !== null));
  return { id, type, title, enabled, runtime, limits, config };
}

/** An id made from what the person calls it, else from the type; not one that is taken. */
export function suggestId(title: string, type: string, taken: readonly string[]): string {
  const plain = title
    .toLowerCase()
    .replaceAll(/[äöüß]/g, (letter) => UMLAUTS[letter] ?? letter)
    .normalize('NFD');
  const slug = plain
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_0-9]+|_+$/g, '')
    .slice(0, 28);
  const base = slug === '' ? type.replaceAll('-', '_') : slug;
  const free = (id: string) => !taken.includes(id);
  if (slug !== '' && free(base)) return base;
  for (let number = slug === '' ? 1 : 2; ; number += 1) if (free(`${base}_${number}`)) return `${base}_${number}`;
}

/** Everything a browser can see wrong with a draft; pointers below the draft. */
export function checkDraft(
  draft: InstanceDraft,
  schema: JsonSchema | null,
  isNew: boolean,
  taken: readonly string[],
): FieldError[] {
  const errors: FieldError[] = [];
  if (isNew && !ID.test(draft.id)) errors.push({ path: '/id', key: 'instance_id_invalid', params: { id: draft.id } });
  if (isNew && taken.includes(draft.id)) errors.push({ path: '/id', key: 'id_taken' });
  for (const name of LIMIT_NAMES) {
    const value = draft.limits[name];
    if (value != null && !(value > 0)) errors.push({ path: `/limits/${name}`, key: 'out_of_range', params: { above: 0 } });
  }
  return schema === null ? errors : [...errors, ...validate(draft.config, schema, schema, '/config')];
}

/** Pointers at which two values differ, the deepest objects first taken apart; at most `most`. */
export function differences(a: unknown, b: unknown, most = 8, at = ''): string[] {
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  if (!isObject(a) || !isObject(b)) return [at];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.flatMap((key) => differences(a[key], b[key], most, `${at}/${key}`)).slice(0, most);
}
