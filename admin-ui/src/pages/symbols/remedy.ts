/** What a person can press against a reason; nothing where only waiting helps. */
export type Remedy = 'start' | 'route' | 'address' | undefined;

const REMEDIES: Record<string, Remedy> = {
  instance_not_running: 'start',
  instance_stopped: 'start',
  route_missing: 'route',
  ams_silent: 'route',
  ads_link_lost: 'route',
  plc_unreachable: 'address',
  host_unknown: 'address',
  net_id_wrong: 'address',
  not_ads: 'address',
  runtime_absent: 'address',
  own_net_id_taken: 'address',
  route_credentials_missing: 'route',
};

export const remedyOf = (key: string): Remedy => REMEDIES[key];

/** Reasons for which the answer alone says too little: the instance's own status knows more. */
export const VAGUE = new Set(['tables_unknown', 'not_connected', 'instance_not_running']);
