import { learnTime } from './clock';
import { ApiError, errorOfAnswer } from './errors';

const TIMEOUT_MS = 20_000;

export interface CallOptions {
  body?: unknown;
  /** Revision the change is based on; the gateway answers 409 when it has moved on. */
  revision?: number;
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One call to the gateway: JSON in, JSON out; throws ApiError. */
export async function call<T>(method: Method, url: string, options: CallOptions = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  if (options.revision !== undefined) headers['If-Match'] = `"${options.revision}"`;
  const limit = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(url, {
      method,
      headers,
      credentials: 'same-origin',
      signal: options.signal ? AbortSignal.any([options.signal, limit]) : limit,
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    learnTime(answer.headers.get('date'), Date.now());
    text = await answer.text();
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiError(0, limit.aborted ? { key: 'gateway_slow' } : { key: 'gateway_unreachable' });
  }
  if (!answer.ok) throw errorOfAnswer(answer.status, text);
  if (text === '') return undefined as T;
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new ApiError(answer.status, { key: 'answer_malformed', params: { url } });
  }
}

export const get = <T>(url: string, signal?: AbortSignal) => call<T>('GET', url, { signal });
export const post = <T>(url: string, body?: unknown) => call<T>('POST', url, { body: body ?? {} });
export const remove = (url: string) => call<void>('DELETE', url);

/** Query string of the parameters that are set. */
export function query(params: Record<string, string | number | undefined>): string {
  const set = Object.entries(params).filter(([, value]) => value !== undefined && value !== '');
  return set.length === 0 ? '' : `?${new URLSearchParams(set.map(([k, v]) => [k, String(v)]))}`;
}
