// Everything the stand-in knows: mode, instances, points, routes, clients.
import { makeInstances } from './instances.mjs';
import { makePoints, movePoints } from './points.mjs';

const DEFAULTS = {
  instances: 3,
  points: 60,
  fail: '',
  delay: 0,
  auth: 'in',
  live: 'on',
  write: 'ok',
  problems: 1,
  routes: 2,
  clients: 2,
};
const ROUTES = [
  {
    id: 'battery-to-plc',
    name: 'Battery voltage to the PLC',
    from: 'bt.*.voltage',
    transform: 'scale(0.001) | round(2)',
    to: ['plc.MAIN.aBattery.{1}.fVoltage', 'mqtt.battery/{1}/voltage'],
  },
  { id: 'alarm', from: 'plc.MAIN.alarm_active', to: 'mqtt.alarms/critical', enabled: false },
];

export function makeWorld(given) {
  const world = {
    mode: { ...DEFAULTS },
    instances: [],
    points: [],
    routes: { document: { routes: [] }, revision: 1, applied: { rev: 1, rejected: null } },
    clients: [],
    configure(changes) {
      for (const [key, value] of Object.entries(changes)) {
        if (value === undefined) continue;
        world.mode[key] = typeof DEFAULTS[key] === 'number' ? Number(value) : value;
      }
      world.instances = makeInstances(world.mode.instances);
      world.points = world.mode.instances === 0 ? [] : makePoints(world.instances, world.mode.points);
      world.routes = {
        document: { routes: ROUTES.slice(0, world.mode.routes) },
        revision: 7,
        applied: { rev: 7, rejected: null },
      };
      world.clients = ['nodered', 'homeassistant'].slice(0, world.mode.clients).map((name) => ({
        name,
        username: `_${name}`,
        read: ['values', 'status'],
        write: name === 'nodered' ? ['inverter_1.setpoint', 'plc_keller'] : [],
        created: Date.now(),
      }));
    },
    problems() {
      const all = [
        {
          source: 'instances.json',
          path: '/instances/2/config/endpoints/0/port',
          key: 'out_of_range',
          message: 'maximum is 65535',
          params: { max: 65535 },
          since: Date.now() - 4_000_000,
        },
        {
          source: 'routing.json',
          path: '/routes/1/transform',
          key: 'unknown_operator',
          message: "there is no operator 'scael'",
          params: { name: 'scael' },
          since: Date.now() - 90_000,
        },
        {
          source: 'broker',
          path: '',
          key: 'broker_unreachable',
          message: 'broker unreachable',
          params: {},
          since: Date.now() - 12_000,
        },
      ];
      return all.slice(0, world.mode.problems);
    },
    move: () => movePoints(world.points),
  };
  world.configure(given);
  return world;
}
