import { useQuery } from '@tanstack/react-query';
import type { Reason } from '../errors';
import { get } from '../http';

type Row = (number | null)[];
type Counter = 'messages_received' | 'messages_sent' | 'bytes_received' | 'bytes_sent' | 'publish_dropped';
type Level = 'clients_connected' | 'retained_messages' | 'stored_bytes' | 'queued_packets' | 'heap_bytes';

export type HistoryName = Counter | Level;

export type FigureName =
  | Counter
  | Level
  | 'clients_disconnected'
  | 'clients_total'
  | 'clients_maximum'
  | 'clients_expired'
  | 'subscriptions'
  | 'stored_messages'
  | 'queued_bytes'
  | 'heap_maximum';

/** The broker now; null is what it does not tell. While it is away the figures are those of `heard_at` (Unix ms). */
export interface Broker {
  connected: boolean;
  reason: Reason | null;
  heard_at: number | null;
  version: string | null;
  uptime_s: number | null;
  figures: Record<FigureName, number | null>;
  /** Per second over the last minute. */
  rates: Record<Counter, number | null>;
  dropped_last_minute: number | null;
  /** Clients it drops for, and since when (Unix ms). */
  dropping: { user: string; at: number }[];
}

/** The last hour, oldest first, one mean per `step_s`; counters per second. */
export type BrokerHistory = { step_s: number; until: number } & Record<HistoryName, Row>;

export interface Connection {
  user: string;
  name: string;
  kind: 'instance' | 'part' | 'outside' | 'unknown';
  told_by: 'broker' | 'state';
  address: string | null;
  protocol: string | null;
  /** Unix ms; null when it came before the gateway listened. */
  since: number | null;
  /** When it last said something about itself; outside programs do not. */
  heard_at: number | null;
}

export interface Connections {
  /** Whether the broker lists everybody (Mosquitto 2.1). */
  complete: boolean;
  connected: number | null;
  reason: Reason | null;
  connections: Connection[];
}

const EVERY_MS = 5_000;

export function useBroker() {
  return useQuery({
    queryKey: ['broker'],
    queryFn: ({ signal }) => get<Broker>('/api/broker', signal),
    refetchInterval: EVERY_MS,
  });
}

export function useBrokerHistory() {
  return useQuery({
    queryKey: ['broker', 'history'],
    queryFn: ({ signal }) => get<BrokerHistory>('/api/broker/history', signal),
    refetchInterval: 2 * EVERY_MS,
  });
}

export function useConnections() {
  return useQuery({
    queryKey: ['broker', 'connections'],
    queryFn: ({ signal }) => get<Connections>('/api/broker/connections', signal),
    refetchInterval: EVERY_MS,
  });
}
