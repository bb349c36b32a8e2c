import { call, query } from '../http';

/** Longest wait for an answer, as the gateway allows. */
const ANSWER_S = 60;

export interface AskOptions {
  signal?: AbortSignal | undefined;
  /** How long the adapter may take, in s. */
  seconds?: number;
}

/** Asks an instance a method of its adapter; the answer's shape is the method's. Throws ApiError. */
export async function ask<T>(
  instance: string,
  method: string,
  params: Record<string, unknown>,
  { signal, seconds = ANSWER_S }: AskOptions = {},
): Promise<T> {
  const url = `/api/instances/${encodeURIComponent(instance)}/call/${method}${query({ timeout: seconds })}`;
  const { value } = await call<{ value: T }>('POST', url, { body: params, signal, timeoutMs: (seconds + 5) * 1000 });
  return value;
}
