import { call, get, post, query } from '../http';
import type { PointPage, PointView } from '../points/types';
import type { Change, Content, PagesView, SavedContent, Version, WidgetsView, WidgetTypeView } from './types';

const page = (id: string) => `/api/pages/${encodeURIComponent(id)}`;
const version = (rev: number) => `/api/dashboards/versions/${rev}`;

export const fetchPages = (signal?: AbortSignal) => get<PagesView>('/api/pages', signal);
export const fetchWidgets = (signal?: AbortSignal) => get<WidgetsView>('/api/widgets', signal);
export const fetchWidgetTypes = (signal?: AbortSignal) => get<WidgetTypeView[]>('/api/widget-types', signal);

/** Stores a page and all of its widgets as one version; 409 with who, when and `diff` when somebody else was faster. */
export const saveContent = (id: string, content: Content, rev: number) =>
  call<SavedContent>('PUT', `${page(id)}/content`, { body: { rev, ...content } });

/** Takes a page away with its widgets. */
export const deletePage = (id: string, rev: number) => call<{ rev: number }>('DELETE', `${page(id)}${query({ rev })}`);

/** A page as it could be for an instance; nothing is stored. */
export const proposePage = (instance: string, language: string) =>
  post<Content>('/api/pages/from-instance', { instance, language });

export const fetchVersions = async (signal?: AbortSignal) =>
  (await get<{ versions: Version[] }>('/api/dashboards/versions', signal)).versions;
export const fetchDiff = async (rev: number, signal?: AbortSignal) =>
  (await get<{ diff: Change[] }>(`${version(rev)}/diff`, signal)).diff;
export const restoreVersion = (rev: number) => post<{ rev: number }>(`${version(rev)}/restore`);

/** As many addresses as fit a request's line. */
const AT_ONCE = 100;

/** The directory's entries of these addresses; those it does not have are left out. */
export async function fetchPoints(addresses: readonly string[], signal?: AbortSignal): Promise<PointView[]> {
  const parts = Array.from({ length: Math.ceil(addresses.length / AT_ONCE) }, (_, at) =>
    addresses.slice(at * AT_ONCE, (at + 1) * AT_ONCE),
  );
  const pages = await Promise.all(
    parts.map((part) => get<PointPage>(`/api/points?${new URLSearchParams(part.map((one) => ['address', one]))}`, signal)),
  );
  return pages.flatMap(({ items }) => items);
}
