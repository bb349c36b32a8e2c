import { WebSocketServer } from 'ws';
import { statsOf } from './instances.mjs';

const STATS_MS = 2000;

/** The live socket: current values first, then what moved; status, statistics and problems for everybody. */
export function serveLive(server, world) {
  const sockets = new WebSocketServer({ noServer: true });
  const wanted = new Map();

  server.on('upgrade', (request, socket, head) => {
    if (world.mode.live === 'off' || world.mode.auth !== 'in') {
      socket.destroy();
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => accept(client));
  });

  function accept(client) {
    const own = new Set();
    wanted.set(client, own);
    client.on('close', () => wanted.delete(client));
    client.on('message', (data) => {
      const message = JSON.parse(String(data));
      for (const address of message.unsubscribe ?? []) own.delete(address);
      for (const address of message.subscribe ?? []) own.add(address);
      const fresh = world.points.filter((point) => message.subscribe?.includes(point.address));
      if (fresh.length > 0) client.send(JSON.stringify({ samples: fresh.map(wire) }));
    });
    client.send(
      JSON.stringify({ status: world.instances.map(({ id, status }) => ({ id, ...status })), problems: world.problems() }),
    );
    everybody(client);
  }

  const wire = (point) => [point.address, point.value, point.ts, point.quality, point.reason];
  const everybody = (client) => client.send(JSON.stringify({ stats: world.instances.map(statsOf) }));

  const beat = () => {
    setTimeout(beat, world.mode.beat);
    const moved = world.move();
    for (const [client, own] of wanted) {
      const samples = moved.filter(({ address }) => own.has(address)).map(wire);
      if (samples.length > 0) client.send(JSON.stringify({ samples }));
    }
  };
  beat();
  setInterval(() => {
    for (const client of wanted.keys()) {
      if (world.mode.live === 'off') client.close();
      else everybody(client);
    }
  }, STATS_MS);
}
