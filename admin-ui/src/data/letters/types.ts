import type { Reason } from '../errors';

export type LetterState = 'dead' | 'waiting';
export type Takes = 'text' | 'number' | 'switch';

/** One value for one target; ts: Unix ms of when it was written. */
export interface Letter {
  id: string;
  target: string;
  value: string | number | boolean;
  ts: number;
  attempts: number;
  state: LetterState;
  reason: Reason | null;
}

/** Somebody who is told; reason: why the last attempt failed, when it did. */
export interface Target {
  name: string;
  kind: 'http' | 'notification';
  takes: Takes;
  waiting: number;
  dead: number;
  delivered: number;
  reason: Reason | null;
}

export interface LetterPage {
  total: number;
  items: Letter[];
  targets: Target[];
  /** Whether letters lie on a disk. */
  kept: boolean;
}

export interface Tried {
  ok: boolean;
  /** Of HTTP; 0 where there is none. */
  status: number;
  ms: number;
  reason: Reason | null;
}

/** Dead letters that are meant: these, all of a target, or all. */
export type Chosen = { ids: string[] } | { target: string } | Record<string, never>;
