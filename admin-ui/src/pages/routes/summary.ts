import type { RouteEntry } from '@/data/routes/types';

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
  return value.map(step).filter(Boolean).join(' | ');
}

function step(value: unknown): string {
  if (typeof value !== 'object' || value === null) return text(value);
  const { op, ...parameters } = value as Record<string, unknown>;
  const given = Object.values(parameters).map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  return given.length === 0 ? text(op) : `${text(op)}(${given.join(', ')})`;
}

/** First segment of an address; `/` separates like `.`. */
export function instanceOf(address: string): string {
  return address.split(/[./]/, 1)[0] ?? '';
}

/** Instances of addresses, each once; a wildcard stands for any. */
export function instancesOf(from: readonly string[]): string[] {
  return [...new Set(from.map(instanceOf))].filter(Boolean);
}

/** Fields beyond from, transform and to that make a route behave differently. */
export function extrasOf(route: RouteEntry): ('when' | 'schedule' | 'bidirectional' | 'quality' | 'on_error' | 'max_rate')[] {
  const names = ['when', 'schedule', 'bidirectional', 'quality', 'on_error', 'max_rate'] as const;
  return names.filter((name) => {
    const value = route[name];
    return value !== undefined && value !== '' && value !== false && value !== 'drop' && value !== 'good';
  });
}
