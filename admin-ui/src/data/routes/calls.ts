import { call, get, post, query } from '../http';
import type { CountersView } from './counters';
import { timelineOf, type Language, type Preview, type PreviewRequest, type WireTimeline } from './tools';
import type { Finding, RouteEntry, RoutesDocument, RoutesView, Version, VersionDetail } from './types';

const BASE = '/api/routes';
const item = (label: string) => `${BASE}/items/${encodeURIComponent(label)}`;
const source = (id: string, what: string) => `${BASE}/sources/${encodeURIComponent(id)}/${what}`;

export const fetchRoutes = (signal?: AbortSignal) => get<RoutesView>(BASE, signal);

/** Replaces the file; 409 with `current` and `diff` when somebody else was faster. */
export const saveRoutes = (document: RoutesDocument, revision: number) =>
  call<RoutesView>('PUT', BASE, { body: document, revision });

/** `position`: the place from 1 the new route gets; at the end without one. */
export const addRoute = (route: RouteEntry, revision: number, position?: number) =>
  call<RoutesView>('POST', `${BASE}/items${query({ position })}`, { body: route, revision });
export const saveRoute = (label: string, route: RouteEntry, revision: number) =>
  call<RoutesView>('PUT', item(label), { body: route, revision });
export const deleteRoute = (label: string, revision: number) => call<RoutesView>('DELETE', item(label), { revision });

export const fetchVersions = (signal?: AbortSignal) => get<Version[]>(`${BASE}/versions`, signal);
export const fetchVersion = (revision: number, signal?: AbortSignal) =>
  get<VersionDetail>(`${BASE}/versions/${revision}`, signal);
export const restoreVersion = (revision: number) => post<RoutesView>(`${BASE}/versions/${revision}/restore`);

export const lint = (document: unknown, signal?: AbortSignal) =>
  call<{ findings: Finding[] }>('POST', `${BASE}/lint`, { body: { document }, signal });
export async function preview(request: PreviewRequest, signal?: AbortSignal): Promise<Preview> {
  const answer = await call<Omit<Preview, 'runs'> & { runs: WireTimeline[] }>('POST', `${BASE}/preview`, {
    body: request,
    signal,
  });
  return { ...answer, runs: answer.runs.map(timelineOf) };
}
export const fetchLanguage = (signal?: AbortSignal) => get<Language>(`${BASE}/language`, signal);

export const fetchCounters = (signal?: AbortSignal) => get<CountersView>(`${BASE}/counters`, signal);

export const disconnectSource = (id: string) => post<RoutesView>(source(id, 'disconnect'));
export const connectSource = (id: string) => post<RoutesView>(source(id, 'connect'));
/** Closes the breaker and starts the instance again. */
export const reactivateSource = (id: string) => call<void>('POST', source(id, 'reactivate'), { body: {}, timeoutMs: 60_000 });

export const traceUrl = (what: { route?: string; address?: string }) => `${BASE}/trace${query(what)}`;
