import { useQuery } from '@tanstack/react-query';
import { get } from '../http';

const NODE_RED_KEY = ['node-red'] as const;
const LOOK_MS = 5_000;
const IDLE_MS = 60_000;

/** enabled: the profile is switched on; safe: it runs without its flows; ports: where its door is, on this host. */
export interface NodeRed {
  enabled: boolean;
  alive: boolean;
  safe: boolean;
  http_port: number;
  https_port: number;
}

/** Whether there is a Node-RED and how it is; looked at often only while somebody is on its page. */
export function useNodeRed({ closely = false } = {}) {
  return useQuery({
    queryKey: NODE_RED_KEY,
    queryFn: ({ signal }) => get<NodeRed>('/api/node-red', signal),
    refetchInterval: closely ? LOOK_MS : IDLE_MS,
  });
}

/** Where its door is for somebody who sees this page: same host and scheme, another port. */
export function doorOf(found: NodeRed, place: 'editor' | 'dashboard', here: Location = window.location): string {
  const port = here.protocol === 'https:' ? found.https_port : found.http_port;
  return `${here.protocol}//${here.hostname}:${port}/${place}/`;
}
