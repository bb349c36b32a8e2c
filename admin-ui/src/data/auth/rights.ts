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

/** The same for many rights at once. Until it is known who is there all is offered; the gateway decides anyway. */
export function useRights(): (needed: Role) => boolean {
  const role = useAuthStatus().data?.user?.role;
  return (needed) => role === undefined || reaches(role, needed);
}
