import { labelOf } from './documents.mjs';
import { pointsOf, runRoute } from './pipeline.mjs';

const EVERY_MS = 700;

/** The event stream of a route or address, until the caller goes. */
export function serveTrace(world, url, response) {
  if (world.mode.router === 'away' || world.mode.auth !== 'in') {
    response.writeHead(503, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ error: { key: 'unavailable', message: 'mock: unavailable', params: {} } }));
    return;
  }
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.write(': here\n\n');
  const memory = {};
  const send = () => {
    if (world.mode.trace === 'quiet') return;
    const events = eventsOf(world, url.searchParams.get('route'), url.searchParams.get('address'), memory);
    if (world.mode.trace === 'loud') events.push({ skipped: 412 });
    if (events.length > 0) response.write(`data: ${JSON.stringify(events)}\n\n`);
  };
  const timer = setInterval(send, EVERY_MS);
  send();
  response.on('close', () => clearInterval(timer));
}

export function eventsOf(world, wanted, address, memory) {
  const { routes, pipelines } = world.routes.document;
  const chosen = routes
    .map((route, index) => ({ route, label: labelOf(route, index) }))
    .filter(({ route, label }) =>
      wanted ? label === wanted : pointsOf(world.points, route).some((point) => point.address === address),
    );
  return chosen.flatMap(({ route, label }) => {
    const points = pointsOf(world.points, route).filter((point) => !address || point.address === address);
    return points.slice(0, 2).map((point) => {
      const own = (memory[`${label} ${point.address}`] ??= { runs: 0 });
      own.runs += 1;
      const sample = { address: point.address, ts: Date.now(), value: point.value, quality: point.quality };
      return runRoute(route, label, sample, { pipelines, memory: own, last: own.runs % 5 === 0 });
    });
  });
}
