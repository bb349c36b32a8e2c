export interface World {
  mode: Record<string, string | number>;
  instances: { id: string; revision: number; title: string; config: Record<string, unknown> }[];
  points: { address: string; value: unknown }[];
  configure(changes: Record<string, string | number>): void;
}

export function makeWorld(given: Record<string, string | number>): World;
