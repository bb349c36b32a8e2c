import type { Battery } from './types';

/** Where an instance's batteries are shown, by instance: the one battery, or the list of them. */
export function batteryLinks(batteries: readonly Battery[]): Map<string, string> {
  const links = new Map<string, string>();
  for (const { address, instance } of batteries) {
    links.set(instance, links.has(instance) ? `/batteries?q=${encodeURIComponent(`${instance}.`)}` : pathOf(address));
  }
  return links;
}

/** The page of one battery. */
export const pathOf = (address: string) => `/batteries/${encodeURIComponent(address)}`;

/** The battery a point is of; undefined for a point of none. */
export function batteryOf(batteries: readonly Battery[], point: string): string | undefined {
  return batteries.find(({ address }) => point.startsWith(`${address}.`))?.address;
}
