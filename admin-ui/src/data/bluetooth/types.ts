import type { Reason } from '../errors';

export type DeviceState = 'idle' | 'connecting' | 'connected' | 'waiting' | 'backoff' | 'released' | 'out_of_range' | 'error';

export interface Suggestion {
  type: string;
  title: string;
  /** Percent. */
  confidence: number;
}

/** One device that was heard; rssi_history: [seconds ago, dBm], the oldest first. */
export interface Heard {
  address: string;
  name: string;
  rssi: number | null;
  rssi_history: [number, number][];
  seen_s: number;
  manufacturer: { id: number; name: string } | null;
  services: { uuid: string; name: string }[];
  suggestions: Suggestion[];
  configured: string | null;
  connected: boolean;
  paired: boolean;
  state: DeviceState;
  reason: Reason | null;
}

export interface Radio {
  name: string;
  address: string;
  powered: boolean;
  reason: Reason | null;
  scanning: boolean;
  passive: boolean;
  active_because: string;
  slots_used: number;
  slots_total: number;
  dropped: number;
}

/** A device of the configuration that was not heard. */
export interface Missing {
  address: string;
  configured: string;
  reason: Reason | null;
}

export interface Listing {
  adapter: Radio;
  devices: Heard[];
  missing: Missing[];
}

export interface BluetoothType {
  type: string;
  title: string;
  needs_key: boolean;
  /** Only its advertisements are listened to. */
  listens: boolean;
}

export interface Probed {
  suggestion: Suggestion | null;
  findings: (Suggestion & { reason: Reason | null })[];
  information: Record<string, string>;
}
