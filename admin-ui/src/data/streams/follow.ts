import type { Reason } from '../errors';

const RETRY_MS = 3000;

export interface Reader {
  open: () => void;
  take: (entries: unknown[]) => void;
  /** Why none come at present; null when they do again. */
  problem: (problem: Reason | null) => void;
  lost: () => void;
}

/** Follows an event stream until it is told to end; reconnects by itself. */
export function follow(url: string, reader: Reader): () => void {
  let retry: ReturnType<typeof setTimeout> | undefined;
  let source: EventSource | undefined;
  const open = () => {
    const own = new EventSource(url);
    source = own;
    own.addEventListener('open', reader.open);
    own.addEventListener('message', (event) => {
      const entries = parse(String(event.data));
      if (Array.isArray(entries)) reader.take(entries);
    });
    own.addEventListener('problem', (event) => reader.problem(parse(String(event.data)) as Reason | null));
    own.addEventListener('error', () => {
      reader.lost();
      // After an answer that was no stream the browser gives up; the sender may just be starting.
      if (own.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY_MS);
    });
  };
  open();
  return () => {
    clearTimeout(retry);
    source?.close();
  };
}

/** Where an instance's live list is. */
export const streamUrl = (instance: string, name: string) => `/api/instances/${encodeURIComponent(instance)}/stream/${name}`;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
