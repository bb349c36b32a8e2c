import type { AdapterType } from '../adapters/types';

/** Whether a type tells that it has all of these methods. */
export function offers(type: AdapterType | undefined, ...methods: string[]): boolean {
  return methods.every((method) => Object.hasOwn(type?.calls ?? {}, method));
}
