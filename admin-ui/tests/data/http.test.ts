import { expect, test, vi } from 'vitest';
import { ApiError } from '@/data/errors';
import { call, get, query } from '@/data/http';

const answer = (status: number, text: string) =>
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => new Response(status === 204 ? null : text, { status })),
  );
const failure = async (promise: Promise<unknown>) => (await promise.catch((error: unknown) => error)) as ApiError;

test('a refusal carries key, parameters and place of the gateway', async () => {
  answer(
    422,
    JSON.stringify({ error: { key: 'out_of_range', message: 'maximum is 5', params: { max: 5 }, path: '/config/port' } }),
  );
  const error = await failure(get('/api/x'));
  expect(error).toBeInstanceOf(ApiError);
  expect(error.reason).toEqual({ key: 'out_of_range', message: 'maximum is 5', params: { status: 422, max: 5 } });
  expect(error.path).toBe('/config/port');
});

test.each([
  [401, 'unauthenticated'],
  [404, 'not_found'],
  [409, 'conflict'],
  [500, 'gateway_failed'],
  [502, 'gateway_unreachable'],
])('an answer %i without a reason is told by its status', async (status, key) => {
  answer(status, '<html>proxy says no</html>');
  expect((await failure(get('/api/x'))).reason.key).toBe(key);
});

test('an answer that is no JSON is an error, not a crash', async () => {
  answer(200, '<html>');
  expect((await failure(get('/api/x'))).reason.key).toBe('answer_malformed');
});

test('no network is told as such', async () => {
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => Promise.reject(new TypeError('Failed to fetch'))),
  );
  const error = await failure(get('/api/x'));
  expect([error.status, error.reason.key]).toEqual([0, 'gateway_unreachable']);
});

test('a gateway that does not answer is given up', async () => {
  const waits = (_: string, init: RequestInit) =>
    new Promise<Response>((_resolve, reject) => init.signal?.addEventListener('abort', () => reject(init.signal?.reason)));
  vi.stubGlobal('fetch', vi.fn(waits));
  expect((await failure(call('GET', '/api/x', { timeoutMs: 20 }))).reason.key).toBe('gateway_slow');
});

test('a change names the revision it is based on', async () => {
  answer(204, '');
  await call('PUT', '/api/x', { body: { a: 1 }, revision: 17 });
  const init = vi.mocked(fetch).mock.calls[0]?.[1];
  expect(init?.headers).toMatchObject({ 'If-Match': '"17"', 'Content-Type': 'application/json' });
  expect(init?.body).toBe('{"a":1}');
});

test('parameters that are not set stay out of the address', () => {
  expect(query({ search: 'a b&c', prefix: '', limit: 5, offset: undefined })).toBe('?search=a+b%26c&limit=5');
});
