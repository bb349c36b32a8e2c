/** In ms; the worker's own work is not to delay the first view. */
const SETTLED = 5000;

/** Registers the worker that opens the application without the gateway; only built files are worth keeping. */
export function makeInstallable(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  setTimeout(() => void register(), SETTLED);
}

async function register(): Promise<void> {
  try {
    await navigator.serviceWorker.register('/sw.js');
    const { active } = await navigator.serviceWorker.ready;
    const files = performance.getEntriesByType('resource').map(({ name }) => name);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
    active?.postMessage({ files });
  } catch {
    // Browsers refuse it without https; everything else works without it.
  }
}
