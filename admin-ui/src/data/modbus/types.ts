/** What the Modbus adapter answers to its calls; shapes as in its README. */

export type PollClass = 'fast' | 'normal' | 'slow';

/** One request of the plan; `bytes` both ways, `ms` on the line. */
export interface PlannedRequest {
  unit_id: number;
  class: PollClass;
  table: string;
  function: number;
  address: number;
  count: number;
  points: number;
  /** Registers read along to save a request. */
  unused: number;
  bytes: number;
  ms: number;
}

/** All requests of a poll class; times in s, `done_after_s` null when a reading is not over before the next. */
export interface PlannedClass {
  class: PollClass;
  interval: number;
  requests: number;
  registers: number;
  unused: number;
  bytes: number;
  bus_s: number;
  share: number;
  done_after_s: number | null;
  holds: boolean;
}

export interface Plan {
  endpoint: string;
  round_trip_ms: number;
  source: 'given' | 'measured' | 'assumed';
  /** The most urgent first. */
  classes: PlannedClass[];
  share: number;
  holds: boolean;
  requests: PlannedRequest[];
  left_out: number;
}

/** One meaning of the registers; large integers are texts, null is no number. */
export interface Decoding {
  type: string;
  order: string;
  value: string | number | boolean | null;
}

export interface Decodings {
  registers: number[];
  hex: string;
  decodings: Decoding[];
}

/** A profile of the list; only name and problem when it cannot be used. */
export interface ProfileLine {
  name: string;
  vendor?: string;
  model?: string;
  kind?: string;
  unit_id?: number | null;
  notes?: string;
  points?: number;
  sunspec?: boolean;
  problem?: string;
}

export interface ProfilePoint {
  name: string;
  address: number;
  table?: string;
  type?: string;
  unit?: string;
  scale?: number;
  writable?: boolean;
}

/** A profile with all it says; what is default is left out. */
export interface ProfileSheet {
  name: string;
  profile: {
    header: {
      vendor: string;
      model: string;
      sources: { title: string; version?: string; place?: string }[];
      kind?: string;
      unit_id?: number;
      notes?: string;
    };
    sunspec?: boolean;
    table?: string;
    points?: ProfilePoint[];
  };
}

/** A profile that fits a unit, `confidence` from 0 to 1. */
export interface Candidate {
  profile: string;
  confidence: number;
  vendor: string;
  model: string;
}

/** A unit that answered; `answer` is "ok" or the key of its exception, `sunspec` where the marker lies. */
export interface FoundUnit {
  unit_id: number;
  answer: string;
  ms: number;
  sunspec: number | null;
  profiles?: Candidate[];
}

export interface ScanPage {
  asked: [number, number];
  found: FoundUnit[];
  next: number | null;
}

/** What became of the requests to a unit since the start; latencies null before the first answer. */
export interface UnitCounts {
  unit_id: number;
  requests: number;
  timeouts: number;
  exceptions: number;
  crc_errors: number;
  protocol_errors: number;
  latency_ms: number | null;
  longest_ms: number | null;
  points: number;
  bad: number;
  lost: boolean;
  reason: string | null;
  retry_s: number | null;
}

export interface Diagnostics {
  connected: boolean;
  units: UnitCounts[];
}
