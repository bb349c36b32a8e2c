import type { InstanceStats, StatusView } from '../instances/types';
import type { Job } from '../jobs/queries';
import type { Quality, Scalar } from '../points/types';
import type { Problem } from '../problems/queries';

export type WireSample = [address: string, value: Scalar, ts: number | null, quality: Quality, reason: string | null];

/** One message of the gateway; each key comes alone or together with others. */
export interface LiveMessage {
  samples?: WireSample[];
  status?: ({ id: string } & StatusView)[];
  stats?: InstanceStats[];
  problems?: Problem[];
  /** All of them, the youngest first. */
  jobs?: Job[];
  dropped?: number;
  /** Revision of the dashboards, when anything of them changed. */
  dashboards?: number;
}

/** `since` in Unix ms: when this phase began, for `reconnecting` when the link was lost. */
export interface LiveState {
  phase: 'connecting' | 'live' | 'reconnecting' | 'paused';
  since: number;
}
