import { call, get, post, query, remove } from '../http';
import type { Job } from '../jobs/queries';
import type { Action, Instance, InstanceDraft, InstanceStats, LogLine, Reach, StatusView, Validation } from './types';

const at = (id: string) => `/api/instances/${encodeURIComponent(id)}`;

export const fetchInstances = (signal?: AbortSignal) => get<Instance[]>('/api/instances', signal);
export const fetchInstance = (id: string, signal?: AbortSignal) => get<Instance>(at(id), signal);
export const createInstance = (draft: InstanceDraft) => post<Instance>('/api/instances', draft);
export const deleteInstance = (id: string) => remove(at(id));

/** Replaces the definition; 409 with `current` when somebody else was faster. */
export const updateInstance = ({ id, ...body }: InstanceDraft, revision: number) =>
  call<Instance>('PUT', at(id), { body, revision });

export const validateConfig = (type: string, config: unknown, id?: string) =>
  post<Validation>('/api/instances/validate', { type, config, ...(id === undefined ? {} : { id }) });

export const fetchLogs = (id: string, lines: number, signal?: AbortSignal) =>
  get<{ lines: LogLine[] }>(`${at(id)}/logs${query({ lines })}`, signal);

export const fetchStats = (signal?: AbortSignal) => get<InstanceStats[]>('/api/admin/instances/stats', signal);

export const cloneInstance = (id: string, copy: { id: string; title: string }) => post<Instance>(`${at(id)}/clone`, copy);
export const renameInstance = (id: string, wish: { id: string; routes: boolean }) => post<Job>(`${at(id)}/rename`, wish);
export const fetchReach = (id: string, signal?: AbortSignal) => get<Reach>(`${at(id)}/reach`, signal);

/**
 * Start and stop change what is wanted, kill leaves the restart to the watchdog.
 *
 * `confirm`: the person saw what stops with it.
 */
export const act = (id: string, action: Action, confirm = false) =>
  call<{ status: StatusView }>(
    'POST',
    `/api/admin/instances/${encodeURIComponent(id)}/${action}${confirm ? '?confirm=true' : ''}`,
    {
      body: {},
      timeoutMs: 60_000,
    },
  );
