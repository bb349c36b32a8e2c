import { call, get, query } from '../http';
import type { PointPage, Scalar, TreeLevel, WriteResult } from './types';

export const PAGE_SIZE = 200;

export const fetchLevel = (path: string, signal?: AbortSignal) => get<TreeLevel>(`/api/points/tree${query({ path })}`, signal);

export const searchPoints = (search: string, offset: number, signal?: AbortSignal) =>
  get<PointPage>(`/api/points${query({ search, limit: PAGE_SIZE, offset })}`, signal);

/** At most `limit` points whose words match, below a prefix of the address. */
export const findPoints = (what: { search?: string; prefix?: string; limit: number }, signal?: AbortSignal) =>
  get<PointPage>(`/api/points${query(what)}`, signal);

/** Writes and waits for the device's read-back; throws ApiError with the reason of a refusal. */
export const writePoint = (address: string, value: Scalar) =>
  call<WriteResult>('POST', `/api/points/${encodeURIComponent(address)}/write`, { body: { value }, timeoutMs: 15_000 });
