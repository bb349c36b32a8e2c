/** One identifier: its last frame, decoded where a DBC file describes it; `ts` Unix ms. */
export interface Frame {
  id: string;
  extended: boolean;
  /** Hex digits, two a byte. */
  data: string;
  count: number;
  period_ms: number | null;
  ts: number;
  message?: string;
  signals?: Record<string, number | null>;
  reasons?: Record<string, string>;
}

export interface FramePage {
  total: number;
  start: number;
  frames: Frame[];
  /** Frames of identifiers that are too many to be listed. */
  unlisted: number;
}

export interface CanSignal {
  path: string;
  id: string;
  unit: string;
  texts: Record<string, string>;
  comment: string;
  /** Whether it is a point. */
  selected: boolean;
}

export interface SignalPage {
  total: number;
  start: number;
  signals: CanSignal[];
}

export const BUS_STATES = ['active', 'warning', 'passive', 'off'] as const;

/** How the bus is; null for what is unknown without a link. */
export interface Bus {
  interface: string;
  connected: boolean;
  bitrate: number;
  frames: number;
  frames_lost: number;
  frames_per_s: number | null;
  load_percent: number | null;
  state: (typeof BUS_STATES)[number];
  tx_errors: number;
  rx_errors: number;
  counts: Record<string, number>;
}
