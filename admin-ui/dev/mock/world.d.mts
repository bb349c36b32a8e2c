export interface World {
  mode: Record<string, string | number>;
  instances: { id: string; revision: number; title: string; config: Record<string, unknown> }[];
  points: { address: string; value: unknown }[];
  routes: { document: { routes: Record<string, unknown>[]; [key: string]: unknown }; revision: number };
  dashboards: { rev: number; pages: Record<string, unknown>; widgets: Record<string, Record<string, unknown>> };
  /** Stores a document as somebody else would. */
  storeRoutes(document: unknown, by: string): void;
  configure(changes: Record<string, string | number>): void;
}

export function makeWorld(given: Record<string, string | number>): World;
