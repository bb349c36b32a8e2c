import type { Scalar } from '../points/types';

/** One node of what an adapter can browse; an absent field means "does not apply". */
export interface TreeNode {
  path: string;
  name: string;
  /** What it is: scalar, enum, structure, array, function block, pointer, … */
  kind: string;
  type?: string;
  /** Bytes. */
  size?: number;
  comment?: string;
  attributes?: Record<string, string>;
  expandable?: boolean;
  /** Path on the bus when it is a value. */
  tag?: string;
  iec?: string;
  writable?: boolean;
  /** Whether it is published now. */
  point?: boolean;
  /** Names of enumerated values. */
  texts?: Record<string, string>;
  value?: Scalar;
  /** Why nothing is known below it. */
  reason?: string;
}

/** Part of a level or of a list; `total` counts all of it. */
export interface NodePage {
  start: number;
  total: number;
  nodes: TreeNode[];
  /** There is more than `total`. */
  more?: boolean;
}

/** A path and whether it and everything below it is to be published. */
export type Tick = readonly [path: string, on: boolean];

/** What ticks would make of a configuration; nothing is changed by asking. */
export interface Selection {
  points: number;
  limit: number;
  /** Points beyond the limit. */
  surplus: number;
  unmatched: string[];
  /** Stretches of memory that are sent on change, those that are polled, and how many may be sent. */
  sent: number;
  polled: number;
  budget: number;
  /** Points below each node, and whether everything below is one. */
  nodes: Record<string, readonly [count: number, all: boolean]>;
  change: ConfigChange;
  /** Ticked, but left out by a pattern of the exclusions. */
  held: string[];
}

/** What becomes of the lists `points` and `exclude` of a configuration. */
export interface ConfigChange {
  add: { path: string; [setting: string]: unknown }[];
  remove: string[];
  exclude: string[];
  include: string[];
}

/** A type in use: how many things are of it, and where one is. */
export interface TypeUse {
  type: string;
  kind: string;
  size: number;
  count: number;
  example: string;
}

export interface TypePage {
  types: TypeUse[];
  total: number;
  more: boolean;
}

/** A list of nodes that is read in pages. */
export type NodeList =
  | { kind: 'children'; path: string }
  | { kind: 'search'; text: string }
  | { kind: 'places'; type: string }
  | { kind: 'selected'; ticks: readonly Tick[] };
