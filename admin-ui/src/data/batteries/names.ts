/** A segment of an address as the device calls it. */
function readable(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** What a battery is called: its own name, or the title of the instance that is nothing but this battery. */
export function batteryName(address: string, title: string | undefined): string {
  const segments = address.split('.');
  const own = segments.slice(1).map(readable).join(' · ');
  return own === '' ? title || address : own;
}
