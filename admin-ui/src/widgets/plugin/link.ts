import type { Quality, Scalar } from '@/data/points/types';

/** How long a page may take to take over what it was shown. */
export const PATIENCE_MS = 5000;

/** What a binding tells, ready to be drawn. */
export interface FrameValue {
  /** null as long as nothing may be shown. */
  value: Scalar;
  quality: Quality | null;
  reason: string | null;
  /** With unit, in the reader's language; "–" for what may not be shown. */
  text: string;
  unit: string;
  label: string;
  min: number | null;
  max: number | null;
}

/** All that a page is told. */
export interface FrameState {
  values: Record<string, FrameValue>;
  options: Record<string, unknown>;
  language: 'de' | 'en';
  theme: 'light' | 'dark';
  /** Whether the person may operate it now. */
  writable: boolean;
}

/** The one thing a page may ask for. */
export interface Wish {
  id: number;
  binding: string;
  value: boolean | number | string;
}

type Heard = { kind: 'ready' } | { kind: 'seen'; number: number } | { kind: 'write'; wish: Wish };

const isValue = (value: unknown): value is Wish['value'] =>
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  (typeof value === 'string' && value.length <= 1000);

/** What a message of a page means; null for everything it must not say. */
export function heard(data: unknown): Heard | null {
  if (typeof data !== 'object' || data === null) return null;
  const { dinrail, ready, seen, write, value, id } = data as Record<string, unknown>;
  if (dinrail !== 1) return null;
  if (ready === true) return { kind: 'ready' };
  if (typeof seen === 'number') return { kind: 'seen', number: seen };
  if (typeof write !== 'string' || typeof id !== 'number' || !isValue(value)) return null;
  return { kind: 'write', wish: { id, binding: write, value } };
}

interface Ends {
  post: (message: object) => void;
  onWrite: (wish: Wish) => void;
  /** Whether the page owes an answer for longer than anybody should wait. */
  onLate: (late: boolean) => void;
}

/** The talk with one page: it is told the newest state, and nothing more before it has taken over the last. */
export class FrameLink {
  private last: FrameState | null = null;
  private due = false;
  private answered = false;
  private late = false;
  private number = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly ends: Ends) {
    this.wait();
  }

  show(state: FrameState): void {
    this.last = state;
    this.due = true;
    this.flush();
  }

  receive(data: unknown): void {
    const message = heard(data);
    if (message === null) return;
    if (message.kind === 'write') this.ends.onWrite(message.wish);
    // A page that loads itself anew is told everything again.
    else if (message.kind === 'ready') this.settle(this.last !== null);
    else if (message.number === this.number) this.settle(this.due);
  }

  /** What became of a wish. */
  done(id: number, ok: boolean): void {
    this.ends.post({ dinrail: 1, id, done: ok });
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private settle(due: boolean): void {
    clearTimeout(this.timer);
    this.answered = true;
    this.due = due;
    if (this.late) this.ends.onLate(false);
    this.late = false;
    this.flush();
  }

  private flush(): void {
    if (!this.answered || !this.due || this.last === null) return;
    this.answered = false;
    this.due = false;
    this.number += 1;
    this.ends.post({ dinrail: 1, number: this.number, state: this.last });
    this.wait();
  }

  private wait(): void {
    this.timer = setTimeout(() => {
      this.late = true;
      this.ends.onLate(true);
    }, PATIENCE_MS);
  }
}
