import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { beforeEach, expect, test } from 'vitest';

const SOURCE = readFileSync(join(import.meta.dirname, '../../public/sw.js'), 'utf8');
const ORIGIN = 'https://box.local';

type Handler = (event: unknown) => void;
type Answer = () => Response;

const path = (request: string | Request) => new URL(typeof request === 'string' ? request : request.url, ORIGIN).pathname;

class FakeCache {
  readonly kept = new Map<string, Response>();
  match = async (request: string | Request) => this.kept.get(path(request))?.clone();
  put = async (request: string | Request, answer: Response) => void this.kept.set(path(request), answer);
  addAll = async (urls: string[]) => urls.forEach((url) => this.kept.set(url, new Response(`kept ${url}`)));
  keys = async () => [...this.kept.keys()].map((name) => new Request(ORIGIN + name));
  delete = async (request: Request) => this.kept.delete(path(request));
}

let stores: Map<string, FakeCache>;
let network: Record<string, Answer>;
let handlers: Record<string, Handler>;

beforeEach(() => {
  stores = new Map();
  network = {};
  handlers = {};
  const caches = {
    open: async (name: string) => stores.get(name) ?? (stores.set(name, new FakeCache()), stores.get(name)),
    keys: async () => [...stores.keys()],
    delete: async (name: string) => stores.delete(name),
  };
  const self = {
    addEventListener: (name: string, handler: Handler) => (handlers[name] = handler),
    skipWaiting: async () => {},
    clients: { claim: async () => {} },
    location: { origin: ORIGIN },
  };
  const reach = async (request: string | Request) => {
    const answer = network[path(request)];
    if (answer === undefined) throw new TypeError('no network');
    return answer();
  };
  runInContext(SOURCE, createContext({ self, caches, fetch: reach, URL, AbortController, setTimeout, clearTimeout, TypeError }));
});

/** What the page gets; undefined when the worker leaves the request to the browser. */
async function ask(where: string, more: { mode?: string; method?: string } = {}): Promise<string | undefined> {
  let answer: Promise<Response> | undefined;
  const work: Promise<unknown>[] = [];
  handlers['fetch']?.({
    request: { url: ORIGIN + where, method: 'GET', mode: 'cors', ...more },
    respondWith: (given: Promise<Response>) => (answer = given),
    waitUntil: (given: Promise<unknown>) => work.push(given),
  });
  await Promise.all(work);
  return (await answer)?.text();
}

const json = (data: unknown) => () => new Response(JSON.stringify(data), { headers: { 'content-type': 'application/json' } });
const html = (text: string) => () => new Response(text, { headers: { 'content-type': 'text/html' } });

test('without a network the application opens with the last layout', async () => {
  network = {
    '/pages/home': html('application'),
    '/assets/a-1.js': () => new Response('code'),
    '/api/auth/status': json({ authenticated: true }),
    '/api/pages': json({ rev: 7 }),
    '/api/widgets': json({ rev: 7 }),
  };
  await ask('/pages/home', { mode: 'navigate' });
  await Promise.all(['/assets/a-1.js', '/api/auth/status', '/api/pages', '/api/widgets'].map((where) => ask(where)));
  network = {};
  expect(await ask('/pages/other', { mode: 'navigate' })).toBe('application');
  expect(await ask('/assets/a-1.js')).toBe('code');
  expect(await ask('/api/pages')).toBe('{"rev":7}');
});

test('the network comes first for the layout, and an away gateway counts as no network', async () => {
  network = { '/api/pages': json({ rev: 7 }) };
  await ask('/api/pages');
  network = { '/api/pages': json({ rev: 8 }) };
  expect(await ask('/api/pages')).toBe('{"rev":8}');
  network = { '/api/pages': () => new Response('away', { status: 502 }) };
  expect(await ask('/api/pages')).toBe('{"rev":8}');
});

test('values, writes and downloads are left to the browser', async () => {
  const left = ['/api/points?address=a.b', '/api/live', '/api/history?point=a.b', '/api/instances'];
  expect(await Promise.all(left.map((where) => ask(where)))).toEqual(left.map(() => undefined));
  expect(await ask('/api/pages', { method: 'POST' })).toBeUndefined();
  expect(await ask('/api/dashboards/export', { mode: 'navigate' })).toBeUndefined();
});

test('who logs out leaves no layout behind', async () => {
  const fill = async () => {
    network = { '/api/pages': json({ rev: 7 }), '/api/auth/status': json({ authenticated: true }) };
    await ask('/api/auth/status');
    await ask('/api/pages');
  };
  const left = async () => {
    network = {};
    return ask('/api/pages').catch(() => 'nothing');
  };
  await fill();
  await ask('/api/auth/logout', { method: 'POST' });
  expect(await left()).toBe('nothing');
  await fill();
  network = { '/api/auth/status': json({ authenticated: false }) };
  await ask('/api/auth/status');
  expect(await left()).toBe('nothing');
  await fill();
  network = { '/api/widgets': () => new Response('', { status: 401 }) };
  await ask('/api/widgets');
  expect(await left()).toBe('nothing');
});

test('what was there before the worker is fetched into its stores, and nothing else', async () => {
  network = { '/assets/b-2.js': () => new Response('early'), '/api/pages': () => new Response('pages') };
  const work: Promise<unknown>[] = [];
  const files = [`${ORIGIN}/assets/b-2.js`, `${ORIGIN}/api/points`, 'https://elsewhere/assets/x.js'];
  handlers['message']?.({ data: { files }, waitUntil: (given: Promise<unknown>) => work.push(given) });
  await Promise.all(work);
  network = {};
  expect(await ask('/assets/b-2.js')).toBe('early');
  expect(await ask('/api/pages')).toBe('pages');
  await expect(ask('/api/points')).resolves.toBeUndefined();
});
