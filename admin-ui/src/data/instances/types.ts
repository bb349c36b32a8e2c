import type { FieldError, Reason } from '../errors';

export const STATUS_NAMES = [
  'running',
  'degraded',
  'starting',
  'silent',
  'disconnected',
  'error',
  'failed',
  'suspended_by_spam',
  'panic',
  'stopping',
  'stopped',
] as const;

export type StatusName = (typeof STATUS_NAMES)[number];

/** The composite status users see; times in Unix ms. */
export interface StatusView {
  status: StatusName;
  reason: Reason | null;
  since: number;
  config_rejected: Reason | null;
  last_poll: number | null;
  state: string | null;
}

/** What an instance may use; null means the default of its type. */
export interface Limits {
  cpu: number | null;
  memory_mb: number | null;
  pids: number | null;
  packets_per_s: number | null;
  points: number | null;
}

export type Runtime = 'docker' | 'process' | 'external';

export interface InstanceDraft {
  id: string;
  type: string;
  title: string;
  enabled: boolean;
  runtime: Runtime;
  limits: Partial<Limits>;
  config: Record<string, unknown>;
}

export interface Instance extends InstanceDraft {
  revision: number;
  status: StatusView;
}

/** One reading of what an instance uses; CPU and its limit in percent of one core; null = unknown, never 0. */
export interface InstanceStats {
  id: string;
  status: StatusName;
  cpu_percent: number | null;
  /** Percent of one core, like the use. */
  cpu_limit: number | null;
  /** Percent of the time it was kept from running. */
  cpu_throttled_percent: number | null;
  /** Seconds of it since the start. */
  cpu_throttled_s: number | null;
  memory_bytes: number | null;
  memory_limit: number | null;
  disk_read_bps: number | null;
  disk_write_bps: number | null;
  net_rx_pps: number | null;
  net_tx_pps: number | null;
  net_rx_bps: number | null;
  net_tx_bps: number | null;
  pids: number | null;
  samples_per_s: number | null;
  points: number | null;
  uptime_s: number | null;
  restarts: number;
  oom_kills: number | null;
  /** What went wrong last: an error that was captured, or an end nobody asked for. */
  last_error: { ts: number; reason: Reason } | null;
}

export interface Validation {
  ok: boolean;
  errors: FieldError[];
}

export interface LogLine {
  ts: number;
  level: string;
  message: string;
}

/** Labels of routes that stop delivering when the instance does; critical when there are any. */
export interface Reach {
  critical: boolean;
  routes: string[];
  /** How many widgets show its points, on how many pages. */
  widgets: number;
  pages: number;
}

export type LevelName = 'debug' | 'info' | 'warning' | 'error';

export type Action = 'start' | 'stop' | 'restart' | 'kill' | 'reactivate';
