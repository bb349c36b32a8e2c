const PAUSE_MS = 700;
const TRIES = 3;

/** Fetches a page's file again when its connection was dropped, as browsers do when a network of their machine changes. */
export function again<T>(load: () => Promise<T>, pauseMs: number = PAUSE_MS): () => Promise<T> {
  return async () => {
    for (let left = TRIES - 1; ; left -= 1) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
        return await load();
      } catch (error) {
        if (left === 0) throw error;
        // oxlint-disable-next-line no-await-in-loop
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  };
}
