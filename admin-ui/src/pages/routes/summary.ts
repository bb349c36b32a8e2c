export interface RouteSummary {
  name: string;
  from: string[];
  to: string[];
  transform: string;
  enabled: boolean;
}

/** What a line of the list shows of a route, whichever of the allowed forms it is written in. */
export function summaryOf(route: unknown): RouteSummary {
  const entry = typeof route === 'object' && route !== null ? (route as Record<string, unknown>) : {};
  return {
    name: text(entry['name']) || text(entry['id']),
    from: list(entry['from']),
    to: list(entry['to']),
    transform: pipeline(entry['transform']),
    enabled: entry['enabled'] !== false,
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function list(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(text).filter(Boolean);
}

function pipeline(value: unknown): string {
  if (!Array.isArray(value)) return text(value);
  return value
    .map((step) => (typeof step === 'object' && step !== null ? text((step as Record<string, unknown>)['op']) : text(step)))
    .join(' | ');
}
