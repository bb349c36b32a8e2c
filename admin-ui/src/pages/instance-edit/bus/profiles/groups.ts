import type { ProfileLine } from '@/data/modbus/types';

export interface VendorGroup {
  vendor: string;
  profiles: ProfileLine[];
}

/** Those that contain every word of the search, by vendor; what has no vendor stands under `others`. */
export function byVendor(profiles: readonly ProfileLine[], search: string, others: string): VendorGroup[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<string, ProfileLine[]>();
  for (const profile of profiles) {
    const text = [profile.name, profile.vendor, profile.model, profile.kind].join(' ').toLocaleLowerCase();
    if (!words.every((word) => text.includes(word))) continue;
    const vendor = profile.vendor ?? others;
    groups.set(vendor, [...(groups.get(vendor) ?? []), profile]);
  }
  return [...groups].map(([vendor, found]) => ({ vendor, profiles: found })).toSorted((a, b) => a.vendor.localeCompare(b.vendor));
}
