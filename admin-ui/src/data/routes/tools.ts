import type { Quality, Scalar } from '../points/types';
import type { Finding, OperatorStep, Place, RouteEntry } from './types';

/** What one step made of a sample: a value, or it held it back, or kept it for later. */
export interface TimelineStep {
  /** As written in the pipeline: `scale(0.001)`. */
  op: string;
  value?: Scalar;
  held?: boolean;
  later?: boolean;
}

export type Outcome = 'sent' | 'filtered' | 'dropped' | 'pending';

/** The way of one sample through one route. */
export interface Timeline {
  route: string;
  address: string;
  /** Unix ms: when the source was read, and when this happened. */
  ts: number;
  at?: number;
  value: Scalar;
  quality: Quality;
  /** Against the direction of a bidirectional route. */
  back?: boolean;
  steps: TimelineStep[];
  outcome: Outcome;
  reason?: string;
  message?: string;
  results: { to: string; value: Scalar }[];
}

/** A timeline as it is sent: what is empty is left out. */
export type WireTimeline = Omit<Timeline, 'steps' | 'results'> & Partial<Pick<Timeline, 'steps' | 'results'>>;

export function timelineOf(sent: WireTimeline): Timeline {
  return { ...sent, steps: sent.steps ?? [], results: sent.results ?? [] };
}

export interface PreviewRequest {
  route: RouteEntry;
  pipelines?: Record<string, string | OperatorStep[]>;
  place?: Place;
  /** How many of the latest samples are run, at most 200. */
  samples?: number;
  /** Run this value instead of what the points have now. */
  value?: Scalar;
}

export interface Preview {
  findings: Finding[];
  /** How many points match now. */
  points: number;
  runs: Timeline[];
}

export type OperatorKind = 'value' | 'gate' | 'window' | 'join';

export interface OperatorParameter {
  name: string;
  title: string;
  description: string;
  unit: string;
  /** JSON type, or duration; with `enum` one of those. */
  type: string;
  enum?: Scalar[];
  minimum?: number;
  maximum?: number;
  default?: Scalar;
  required: boolean;
}

export interface OperatorDoc {
  name: string;
  doc: string;
  kind: OperatorKind;
  parameters: OperatorParameter[];
  /** `gives`: values, null where it held back; with `at` (seconds of each given value) pairs of second and value. */
  example: { transform: string; given: Scalar[]; gives: unknown[]; at?: number[] };
  inverse: boolean;
}

/** What may be written in pipelines and conditions. */
export interface Language {
  operators: OperatorDoc[];
  variables: { name: string; doc: string }[];
  functions: { name: string; doc: string; example: string }[];
}
