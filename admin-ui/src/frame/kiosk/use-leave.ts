import { useLocation, useNavigate } from 'react-router';

/** Leads from the kiosk back to the same page with its menus. */
export function useLeave(): () => void {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  return () => void navigate(pathname);
}

/** Whether an address asks for the kiosk, and for its night; only dashboards have one. */
export function kioskOf(pathname: string, search: string): 'day' | 'night' | null {
  const wanted = new URLSearchParams(search).get('kiosk');
  if (wanted === null || !/^\/(pages(\/[^/]+)?)?\/?$/.test(pathname)) return null;
  return wanted === 'night' ? 'night' : 'day';
}
