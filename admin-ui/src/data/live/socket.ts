import { gatewayNow } from '../clock';
import type { LiveMessage, LiveState } from './types';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 10_000;
/** Statistics come every 2 s, so a link that is quiet for longer is dead even if TCP has not noticed. */
const SILENCE_MS = 12_000;
const FLUSH_MS = 60;

export interface SocketParts {
  open: (url: string) => WebSocket;
  now: () => number;
  random: () => number;
}

const BROWSER: SocketParts = { open: (url) => new WebSocket(url), now: gatewayNow, random: Math.random };

/**
 * The one WebSocket of the application: reconnects with back-off, restores subscriptions, can be paused.
 *
 * Subscriptions are counted, so two readers of one address cost one subscription on the wire.
 */
export class LiveSocket {
  private socket: WebSocket | null = null;
  private running = false;
  private attempts = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private flush: ReturnType<typeof setTimeout> | undefined;
  private readonly wanted = new Map<string, number>();
  private readonly sent = new Set<string>();
  /** Nobody wanted them for a moment: what is known of them was dropped, so they are asked for anew. */
  private readonly lapsed = new Set<string>();
  private readonly messageListeners = new Set<(message: LiveMessage) => void>();
  private readonly stateListeners = new Set<() => void>();
  private current: LiveState;

  constructor(
    private readonly url: string,
    private readonly parts: SocketParts = BROWSER,
  ) {
    this.current = { phase: 'connecting', since: parts.now() };
  }

  get state(): LiveState {
    return this.current;
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    this.attempts = 0;
    this.setPhase('connecting');
    this.connect();
  }

  /** Closes the link; `start` opens it again with all subscriptions. */
  pause(): void {
    this.running = false;
    clearTimeout(this.retry);
    this.drop();
    this.setPhase('paused');
  }

  subscribe(addresses: readonly string[]): () => void {
    for (const address of addresses) this.wanted.set(address, (this.wanted.get(address) ?? 0) + 1);
    this.scheduleFlush();
    return () => {
      for (const address of addresses) {
        const left = (this.wanted.get(address) ?? 1) - 1;
        if (left > 0) this.wanted.set(address, left);
        else {
          this.wanted.delete(address);
          this.lapsed.add(address);
        }
      }
      this.scheduleFlush();
    };
  }

  onMessage(listener: (message: LiveMessage) => void): () => void {
    this.messageListeners.add(listener);
    return () => this.messageListeners.delete(listener);
  }

  onState = (listener: () => void): (() => void) => {
    this.stateListeners.add(listener);
    return () => this.stateListeners.delete(listener);
  };

  private connect(): void {
    const socket = this.parts.open(this.url);
    this.socket = socket;
    socket.addEventListener('open', () => this.opened(socket));
    socket.addEventListener('message', (event) => this.receive(event));
    socket.addEventListener('close', () => this.lost(socket));
  }

  private opened(socket: WebSocket): void {
    if (socket !== this.socket) return;
    this.attempts = 0;
    this.sent.clear();
    this.setPhase('live');
    this.watchSilence();
    this.sendChanges();
  }

  private receive(event: MessageEvent): void {
    this.watchSilence();
    let message: LiveMessage;
    try {
      message = JSON.parse(String(event.data)) as LiveMessage;
    } catch {
      return;
    }
    for (const listener of this.messageListeners) listener(message);
  }

  private lost(socket: WebSocket): void {
    if (socket !== this.socket) return;
    this.drop();
    if (!this.running) return;
    if (this.current.phase !== 'reconnecting') this.setPhase('reconnecting');
    const pause = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.attempts);
    this.attempts += 1;
    this.retry = setTimeout(() => this.connect(), pause * (0.75 + this.parts.random() / 2));
  }

  private drop(): void {
    clearTimeout(this.silence);
    const socket = this.socket;
    this.socket = null;
    this.sent.clear();
    socket?.close();
  }

  private watchSilence(): void {
    clearTimeout(this.silence);
    const socket = this.socket;
    this.silence = setTimeout(() => socket && this.lost(socket), SILENCE_MS);
  }

  private scheduleFlush(): void {
    this.flush ??= setTimeout(() => {
      this.flush = undefined;
      this.sendChanges();
    }, FLUSH_MS);
  }

  private sendChanges(): void {
    if (this.current.phase !== 'live' || this.socket === null) return;
    const gone = [...this.sent].filter((address) => !this.wanted.has(address) || this.lapsed.has(address));
    this.lapsed.clear();
    for (const address of gone) this.sent.delete(address);
    const added = [...this.wanted.keys()].filter((address) => !this.sent.has(address));
    for (const address of added) this.sent.add(address);
    if (gone.length > 0) this.socket.send(JSON.stringify({ unsubscribe: gone }));
    if (added.length > 0) this.socket.send(JSON.stringify({ subscribe: added }));
  }

  private setPhase(phase: LiveState['phase']): void {
    this.current = { phase, since: this.parts.now() };
    for (const listener of this.stateListeners) listener();
  }
}
