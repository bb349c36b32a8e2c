// Lets the application open without the gateway: its files, and the dashboards' last layout. Values are never kept.
'use strict';

const SHELL = 'dinrail-shell-1';
const LAYOUT = 'dinrail-layout-1';
/** What a page of widgets needs to be drawn; who may see it decides the account it was read with. */
const LAYOUT_PATHS = ['/api/auth/status', '/api/pages', '/api/widgets', '/api/widget-types'];
const START = '/';
const FIRST = [START, '/favicon.svg', '/color-scheme.js', '/second-attempt.js', '/manifest.webmanifest'];
const MOST_FILES = 400;
const PATIENCE_MS = 6000;

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((cache) => cache.addAll(FIRST))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== SHELL && name !== LAYOUT).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

/** What was fetched before this worker was at work. */
self.addEventListener('message', (event) => {
  const files = (event.data?.files ?? []).filter((url) => typeof url === 'string' && isFile(new URL(url, self.location.origin)));
  const missed = [...files.map((url) => keptFile(url)), ...LAYOUT_PATHS.map((path) => layout(path, path))];
  event.waitUntil(Promise.allSettled(missed).then(trim));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === 'POST' && url.pathname === '/api/auth/logout') event.waitUntil(caches.delete(LAYOUT));
  if (request.method !== 'GET') return;
  if (request.mode === 'navigate' && !isService(url)) event.respondWith(page(request));
  else if (isFile(url)) event.respondWith(keptFile(request));
  else if (LAYOUT_PATHS.includes(url.pathname)) event.respondWith(layout(request, url.pathname));
});

/** What the gateway answers itself: downloads take their time. */
const isService = (url) => /^\/(api|hooks|healthz|metrics)(\/|$)/.test(url.pathname);

const isFile = (url) =>
  url.origin === self.location.origin && (url.pathname.startsWith('/assets/') || FIRST.slice(1).includes(url.pathname));

/** Names of files under /assets change with their contents, so what is kept is right; the few others are asked for first. */
async function keptFile(request) {
  const cache = await caches.open(SHELL);
  const kept = await cache.match(request);
  const path = new URL(typeof request === 'string' ? request : request.url, self.location.origin).pathname;
  if (kept && path.startsWith('/assets/')) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

/** The application itself is one page whatever the address is. */
async function page(request) {
  const cache = await caches.open(SHELL);
  try {
    const answer = await soon(request);
    if (isAway(answer)) return (await cache.match(START)) ?? answer;
    if (answer.ok && (answer.headers.get('content-type') ?? '').includes('text/html')) await cache.put(START, answer.clone());
    return answer;
  } catch (error) {
    const kept = await cache.match(START);
    if (kept) return kept;
    throw error;
  }
}

async function layout(request, path) {
  const cache = await caches.open(LAYOUT);
  try {
    const answer = await soon(request);
    if (isAway(answer)) return (await cache.match(path)) ?? answer;
    if (answer.status === 401) await caches.delete(LAYOUT);
    if (answer.ok) await keepLayout(cache, path, answer.clone());
    return answer;
  } catch (error) {
    const kept = await cache.match(path);
    if (kept) return kept;
    throw error;
  }
}

/** Nothing is left behind for those who are not logged in. */
async function keepLayout(cache, path, answer) {
  if (path !== '/api/auth/status') return cache.put(path, answer);
  const { authenticated } = await answer.clone().json();
  return authenticated ? cache.put(path, answer) : caches.delete(LAYOUT);
}

/** The proxy's own answers when nobody stands behind it. */
const isAway = (answer) => answer.status >= 502 && answer.status <= 504;

function soon(request) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), PATIENCE_MS);
  return fetch(request, { signal: limit.signal }).finally(() => clearTimeout(timer));
}

async function trim() {
  const cache = await caches.open(SHELL);
  const keys = await cache.keys();
  const assets = keys.filter((request) => new URL(request.url).pathname.startsWith('/assets/'));
  await Promise.all(assets.slice(0, Math.max(0, assets.length - MOST_FILES)).map((request) => cache.delete(request)));
}
