import type { ProfileLine } from '@/data/modbus/types';

export interface VendorGroup {
  vendor: string;
  profiles: ProfileLine[];
}

interface Texts {
  /** Name of a kind in the language of the page. */
  kind: (kind: string | undefined) => string;
  /** Over those without a vendor. */
  others: string;
}

/** Those that contain every word of the search, by vendor. */
export function byVendor(profiles: readonly ProfileLine[], search: string, texts: Texts): VendorGroup[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<string, ProfileLine[]>();
  for (const profile of profiles) {
    const text = [profile.name, profile.vendor, profile.model, texts.kind(profile.kind)].join(' ').toLocaleLowerCase();
    if (!words.every((word) => text.includes(word))) continue;
    const vendor = profile.vendor ?? texts.others;
    groups.set(vendor, [...(groups.get(vendor) ?? []), profile]);
  }
  return [...groups].map(([vendor, found]) => ({ vendor, profiles: found })).toSorted((a, b) => a.vendor.localeCompare(b.vendor));
}
