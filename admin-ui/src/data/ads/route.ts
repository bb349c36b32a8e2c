import { useMutation, useQueryClient } from '@tanstack/react-query';
import { fetchInstance, updateInstance } from '../instances/calls';
import { ApiError } from '../errors';
import { callInstance } from '../nodes/calls';
import type { RouteAnswer, TargetInfo } from './types';

const STEP_MS = 400;
const PATIENCE = 30;

export interface Credentials {
  user: string;
  /** undefined keeps the stored one. */
  password: string | undefined;
}

const info = (id: string) => callInstance<TargetInfo>(id, 'info', {});
const pause = () => new Promise((done) => setTimeout(done, STEP_MS));

/**
 * Stores user and password as an edit of the instance, waits until the adapter runs on it, and has the route entered.
 *
 * Secrets travel only this way; the call itself uses what is configured.
 */
async function register(id: string, { user, password }: Credentials): Promise<RouteAnswer> {
  const { revision, status: _, ...instance } = await fetchInstance(id);
  const limits = Object.fromEntries(Object.entries(instance.limits).filter(([, value]) => value !== null));
  const before = await info(id);
  const unchanged = password === undefined && instance.config['user'] === user;
  if (!unchanged) {
    const config = { ...instance.config, user, ...(password === undefined ? {} : { password }) };
    await updateInstance({ ...instance, limits, config }, revision);
    await inForce(id, before.configured);
  }
  return callInstance<RouteAnswer>(id, 'register_route', {});
}

/** Waits until the adapter has taken another configuration; it may be away for a moment meanwhile. */
async function inForce(id: string, before: number, tries = PATIENCE): Promise<void> {
  if (tries === 0) throw new ApiError(0, { key: 'config_not_taken' });
  await pause();
  const now = await info(id).catch(() => undefined);
  if (now === undefined || now.configured === before) await inForce(id, before, tries - 1);
}

export function useRegisterRoute(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (credentials: Credentials) => register(id, credentials),
    onSettled: () => client.invalidateQueries({ queryKey: ['instance', id] }),
  });
}
