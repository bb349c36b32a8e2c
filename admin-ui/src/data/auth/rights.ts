import { useAuthStatus } from './queries';

export const ROLES = ['viewer', 'operator', 'engineer', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Whether a role may do what another one may. */
export function reaches(role: string | undefined, needed: Role): boolean {
  return ROLES.indexOf(role as Role) >= ROLES.indexOf(needed);
}

/** Whether the person who is logged in may do what needs this role. */
export function useMay(needed: Role): boolean {
  return reaches(useAuthStatus().data?.user?.role, needed);
}
