/** The address with `{host}` filled in; null for anything that is no http(s) address. */
export function addressOf(url: string, host: string): URL | null {
  if (url.trim() === '') return null;
  try {
    const address = new URL(url.trim().replaceAll('{host}', host));
    return address.protocol === 'http:' || address.protocol === 'https:' ? address : null;
  } catch {
    return null;
  }
}

/**
 * What a page in the frame may do. A page of DINrail's own origin must not keep that origin: together with scripts it could
 * take its sandbox off and act as the person who looks at it.
 */
export function sandboxOf(address: URL, own: string): string {
  const foreign = address.origin !== own;
  return ['allow-scripts', 'allow-forms', 'allow-popups', ...(foreign ? ['allow-same-origin'] : [])].join(' ');
}

/** Whether a browser refuses to show it, because a page over https holds none over http. */
export function isMixed(address: URL, own: Pick<Location, 'protocol'>): boolean {
  return own.protocol === 'https:' && address.protocol === 'http:';
}

/** The address of an image that is to be fetched anew. */
export function renewed(address: URL, round: number): string {
  if (round === 0) return address.href;
  const again = new URL(address);
  again.searchParams.set('_', String(round));
  return again.href;
}
