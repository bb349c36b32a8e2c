/** What changed in a program while the adapter knew it; counts are exact, `lines` at most as many as asked for. */
export interface ProgramChange {
  ts: number;
  sign: string;
  added: number;
  removed: number;
  changed: number;
  types: number;
  moved: number;
  lines: string[];
}

/** A point that is not what it was; `now` empty: it is gone. */
export interface TypeChange {
  tag: string;
  was: string;
  now: string;
}

export interface Changes {
  programs: { port: number; changes: ProgramChange[] }[];
  unconfirmed: TypeChange[];
  total: number;
}

export interface RuntimeInfo {
  port: number;
  name?: string;
  points: number;
  state: string;
  reason?: string;
  symbols?: number;
  identity?: string;
}

export interface TargetInfo {
  target: { host?: string; net_id?: string };
  own_net_id: string;
  /** When its configuration was taken, Unix ms. */
  configured: number;
  runtimes: RuntimeInfo[];
}

export interface RouteAnswer {
  net_id: string;
  own_net_id: string;
  host: string;
  net_id_fits: boolean;
}
