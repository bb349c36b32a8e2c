import type { Heard } from './types';

/** A device and when it was told, so that its age goes on. */
export interface Known extends Heard {
  told: number;
}

export type Devices = ReadonlyMap<string, Known>;

/** Entries laid over what is known. */
export function withHeard(known: Devices, entries: readonly Heard[], now: number): Devices {
  const next = new Map(known);
  for (const entry of entries) next.set(entry.address, { ...entry, told: now });
  return next;
}

const ours = (device: Heard) => (device.configured === null ? 1 : 0);
const likely = (device: Heard) => device.suggestions[0]?.confidence ?? 0;

/** Ours first, then what may be a battery, then the strongest; a device keeps its place among equals. */
export function sorted(devices: Devices, words: string): Known[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (device: Known) => {
    const parts = [device.name, device.address, device.configured, device.manufacturer?.name, device.suggestions[0]?.title];
    const text = parts.filter(Boolean).join(' ').toLowerCase();
    return wanted.every((word) => text.includes(word));
  };
  return [...devices.values()]
    .filter(fits)
    .toSorted(
      (a, b) =>
        ours(a) - ours(b) ||
        likely(b) - likely(a) ||
        Math.round((b.rssi ?? -999) / 8) - Math.round((a.rssi ?? -999) / 8) ||
        a.address.localeCompare(b.address),
    );
}

/** A name of the configuration from what the device calls itself; unlike those that are taken. */
export function nameFor(device: Pick<Heard, 'name' | 'address'>, taken: readonly string[]): string {
  const plain = device.name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  const base = plain || `bms_${device.address.replaceAll(':', '').slice(-4).toLowerCase()}`;
  if (!taken.includes(base)) return base;
  let at = 2;
  while (taken.includes(`${base}_${at}`)) at += 1;
  return `${base}_${at}`;
}

/** How strong, from 0 to 4. */
export function bars(rssi: number | null): number {
  if (rssi === null) return 0;
  return [-90, -80, -70, -60].filter((least) => rssi >= least).length;
}
