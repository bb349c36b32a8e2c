import { useQuery } from '@tanstack/react-query';
import * as calls from './calls';

export const DASHBOARDS_KEY = ['dashboards'] as const;
const PAGES_KEY = [...DASHBOARDS_KEY, 'pages'] as const;
const WIDGETS_KEY = [...DASHBOARDS_KEY, 'widgets'] as const;
const POINTS_MS = 30_000;

/** All pages the person may see. */
export function usePages() {
  return useQuery({ queryKey: PAGES_KEY, queryFn: ({ signal }) => calls.fetchPages(signal), staleTime: 60_000 });
}

/** All widgets the person may see, of every page. */
export function useWidgets() {
  return useQuery({ queryKey: WIDGETS_KEY, queryFn: ({ signal }) => calls.fetchWidgets(signal), staleTime: 60_000 });
}

/** What the directory says of some addresses. */
export function usePointsOf(addresses: readonly string[]) {
  return useQuery({
    queryKey: ['points', 'some', addresses],
    queryFn: ({ signal }) => calls.fetchPoints(addresses, signal),
    enabled: addresses.length > 0,
    staleTime: POINTS_MS,
    refetchInterval: POINTS_MS,
  });
}

export function useVersions() {
  return useQuery({ queryKey: [...DASHBOARDS_KEY, 'versions'], queryFn: ({ signal }) => calls.fetchVersions(signal) });
}

/** What restoring a version would change; null asks nothing. */
export function useVersionDiff(rev: number | null) {
  return useQuery({
    queryKey: [...DASHBOARDS_KEY, 'versions', rev],
    queryFn: ({ signal }) => calls.fetchDiff(rev ?? 0, signal),
    enabled: rev !== null,
  });
}
