// A stand-in for the gateway while working on the pages: `npm run mock`, then open http://127.0.0.1:8099 (built files)
// or `npm run dev` (live reload, calls are forwarded here). Never part of a product image.
//
// What it shows is set by MOCK_* variables or at any time by a request, for example
//   curl '127.0.0.1:8099/__mock?instances=300&points=5000&fail=/api/points&delay=1500'
// instances, points: how many · fail: path prefix answered with 500 · delay: ms before every answer
// plc: off | on | stopped | route | config | late | changed | empty | none (an ADS instance and how it is)
// batteries: how many · battery: fine | alarm | stale | dead | bare, how the first one is
// routes: how many · breaker: closed | open | retry · router: on | away | behind | rejects · trace: on | quiet | loud
// bus: fits | tight | many | empty | refused | silent | asleep, what a Modbus instance answers
// pages, widgets: how many dashboards, how many widgets on the first · beat: ms between samples · role: of who is logged in
// mqtt: running | stopped | disconnected, how the instance of a broker is
// auth: in | out | setup · live: on | off · write: ok | refuse | silent · problems: how many
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answer } from './mock/api.mjs';
import { serveLive } from './mock/live.mjs';
import { serveTrace } from './mock/routes/trace.mjs';
import { makeWorld } from './mock/world.mjs';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const PORT = Number(process.env.MOCK_PORT ?? 8099);
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};
// The same policy the real proxy sends, so that a breach shows here first.
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: http: https:; frame-src http: https:; font-src 'self'; " +
  "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const world = makeWorld(
  Object.fromEntries(
    [
      'instances',
      'points',
      'fail',
      'delay',
      'auth',
      'live',
      'write',
      'problems',
      'routes',
      'plc',
      'breaker',
      'router',
      'trace',
      'batteries',
      'battery',
      'pages',
      'widgets',
      'beat',
    ].map((key) => [key, process.env[`MOCK_${key.toUpperCase()}`]]),
  ),
);

function sendFile(url, response) {
  const wanted = join(DIST, normalize(url.pathname).replace(/^(\.\.[/\\])+/, ''));
  const file = existsSync(wanted) && statSync(wanted).isFile() ? wanted : join(DIST, 'index.html');
  response.writeHead(200, {
    'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
    'Content-Security-Policy': POLICY,
  });
  createReadStream(file).pipe(response);
}

async function body(request) {
  let text = '';
  for await (const part of request) text += part;
  return text === '' ? undefined : JSON.parse(text);
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname === '/__mock') {
    world.configure(Object.fromEntries(url.searchParams));
    response.end('ok');
    return;
  }
  if (!url.pathname.startsWith('/api/')) {
    sendFile(url, response);
    return;
  }
  if (url.pathname === '/api/routes/trace') {
    serveTrace(world, url, response);
    return;
  }
  const received = await body(request);
  if (world.mode.delay > 0) await new Promise((done) => setTimeout(done, world.mode.delay));
  const { status, data } = answer(world, request.method, url, received, request.headers);
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(data === undefined ? '' : JSON.stringify(data));
});

serveLive(server, world);
server.listen(PORT, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${PORT}\n`));
