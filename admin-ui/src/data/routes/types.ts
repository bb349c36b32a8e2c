import type { Param, Reason } from '../errors';
import type { Quality } from '../points/types';

/** One step of a pipeline in its long form. */
export interface OperatorStep {
  op: string;
  [parameter: string]: unknown;
}

/** When a route is at work; several are any of them. */
export interface Schedule {
  days?: string | string[];
  from?: string;
  to?: string;
  tz?: string;
  [field: string]: unknown;
}

/** One route as written in routing.json. */
export interface RouteEntry {
  id?: string;
  name?: string;
  from: string | string[];
  to: string | string[];
  when?: string;
  schedule?: Schedule | Schedule[];
  transform?: string | OperatorStep[];
  bidirectional?: boolean;
  enabled?: boolean;
  quality?: Quality | Quality[];
  on_error?: 'drop' | 'bad';
  max_rate?: number;
}

/** What routing.json says of a source; absent fields follow its instance or type. */
export interface SourceEntry {
  connected?: boolean;
  rate?: number;
  points?: number;
  retry?: string | number;
}

export interface Place {
  latitude?: number;
  longitude?: number;
  tz?: string;
}

/** routing.json; fields this page does not know are kept as they are. */
export interface RoutesDocument {
  version?: number;
  place?: Place;
  pipelines?: Record<string, string | OperatorStep[]>;
  sources?: Record<string, SourceEntry>;
  routes?: RouteEntry[];
  tests?: unknown[];
  [key: string]: unknown;
}

export interface Rejection extends Reason {
  path?: string;
  line?: number | null;
}

/** routing.json as stored, and what the router made of it. */
export interface RoutesView {
  document: RoutesDocument;
  revision: number;
  applied: { rev: number | null; rejected?: Rejection | null } | null;
}

/** One route that differs between two versions; with an empty label the member `field` of the file. */
export interface DiffEntry {
  /** Its label: id, or place from 1. */
  route: string;
  field?: string;
  kind: 'added' | 'removed' | 'changed' | 'moved';
  mine?: RouteEntry;
  theirs?: RouteEntry;
}

export interface Version {
  revision: number;
  /** Unix ms. */
  ts: number;
  by?: string | null;
  /** How many routes it has; null when it is damaged. */
  routes: number | null;
  current: boolean;
}

export interface VersionDetail {
  document: RoutesDocument;
  /** Against the current version. */
  diff: DiffEntry[];
}

/** What is wrong in a routing file, where, and what was probably meant; line and column count from 1. */
export interface Finding {
  level: 'error' | 'warning';
  key: string;
  message: string;
  pointer?: string;
  line?: number;
  column?: number;
  route?: string;
  hint?: string;
  params?: Record<string, Param>;
}
