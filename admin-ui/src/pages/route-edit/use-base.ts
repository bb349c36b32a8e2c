import { useState } from 'react';
import { useRoutes } from '@/data/routes/queries';
import { findRoute } from '@/data/routes/label';
import type { RouteEntry, RoutesView } from '@/data/routes/types';
import { same } from './draft';

export interface Base {
  /** What is edited is a change of this. */
  view: RoutesView;
  /** The newest state of the file. */
  latest: RoutesView;
  /** Whether somebody else has changed or removed this route since. */
  contested: boolean;
  start: (view: RoutesView) => void;
}

/** Follows the file while a route of it is edited; changes of other routes are taken over as they come. */
export function useBase(initial: RoutesView, label: string | null, route: RouteEntry | undefined): Base {
  const routes = useRoutes();
  const [view, setView] = useState(initial);
  const latest = routes.data && routes.data.revision !== initial.revision ? routes.data : (routes.data ?? initial);
  const contested = label !== null && !same(findRoute(latest.document, label)?.route, route);
  if (latest.revision !== view.revision && !contested) setView(latest);
  return { view, latest, contested, start: setView };
}
