import type { Reason } from '../errors';
import type { Scalar } from '../points/types';

/** A payload as people can read it. */
export interface Shown {
  text?: string;
  /** Its first bytes, where it is no text. */
  hex?: string;
  /** There is more than is shown. */
  cut?: boolean;
  /** Bytes in all. */
  size: number;
}

/** One topic: what was said last, how often; `ts` Unix ms, null while only what the broker had kept is known. */
export interface Topic extends Shown {
  topic: string;
  count: number;
  period_ms: number | null;
  retained: boolean;
  ts: number | null;
  /** Where its points are, below the instance. */
  point?: string;
  /** What of the instance itself is published there. */
  own?: string;
}

/** How it looks at the broker. */
export interface Looking {
  filter: string;
  connected: boolean;
  problem: Reason | null;
  known: number;
  /** Messages of topics that are too many to be listed. */
  unlisted: number;
  /** More is said than is taken. */
  slowed: boolean;
}

export interface TopicPage extends Looking {
  total: number;
  start: number;
  topics: Topic[];
}

export interface Said extends Shown {
  ts: number | null;
  retained: boolean;
}

/** A point that would be made; `name` and `place` where it is a place in JSON. */
export interface Proposed {
  path: string;
  type: string;
  value?: Scalar;
  unit?: string;
  writable?: boolean;
  name?: string;
  place?: string;
}

export const KINDS = ['tasmota', 'shelly', 'shelly_gen1', 'zigbee2mqtt', 'esphome'] as const;

export interface Suggestion {
  as: (typeof KINDS)[number] | 'json' | 'plain';
  /** Entries for the configuration. */
  add: { devices?: DeviceEntry[]; subscriptions?: SubscriptionEntry[] };
  points: Proposed[];
}

export interface TopicDetail extends Topic {
  history: Said[];
  suggestions: Suggestion[];
}

export interface DeviceEntry {
  name: string;
  kind: string;
  topic: string;
}

export interface SubscriptionEntry {
  filter: string;
  name?: string;
  format?: string;
  type?: string;
  values?: ValueEntry[];
}

export interface ValueEntry {
  name: string;
  path: string;
  type?: string;
}
