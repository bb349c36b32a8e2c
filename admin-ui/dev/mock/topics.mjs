/** Calls of a broker's instance; mode `topics`: how many there are, or `off` for a broker that refuses to be looked at. */

const SENSOR = {
  Time: '2026-01-05T10:00:00',
  ENERGY: { Total: 3.185, Power: 42.5, Voltage: 231, Factor: [0.92, 0.93] },
  on: true,
};

const FIRST = [
  { topic: 'tele/plug_washer/SENSOR', text: JSON.stringify(SENSOR), period_ms: 10_000, retained: false, point: 'washer' },
  { topic: 'zigbee2mqtt/living lamp', text: '{"state":"ON","brightness":120,"linkquality":96}', period_ms: 2500, retained: true },
  { topic: 'home/kitchen/temperature', text: '21.53', period_ms: 500, retained: true, point: 'kitchen.temperature' },
  { topic: 'camera/door/jpeg', hex: 'ff d8 ff e0 00 10 4a 46 49 46', period_ms: null, retained: false, size: 34_112, cut: true },
  { topic: 'alarms/critical', text: 'false', period_ms: null, retained: true, own: 'alarms.critical' },
  { topic: 'empty', text: '', period_ms: null, retained: false },
];

function topicOf(at) {
  const known = FIRST[at] ?? {
    topic: `house/floor ${at % 7}/room ${at % 97}/sensor_${at}`,
    text: `${20 + (at % 90) / 10}`,
    period_ms: at % 3 ? 1000 * (1 + (at % 9)) : null,
    retained: at % 2 === 0,
  };
  const size = known.text === undefined ? 0 : Buffer.byteLength(known.text);
  return { size, count: 100 + at, ts: at % 5 === 4 ? null : Date.now() - (at % 60) * 700, ...known };
}

function suggestionsOf({ topic, text }) {
  if (topic.startsWith('tele/')) {
    const fields = [
      ['ENERGY.Total', 3.185],
      ['ENERGY.Power', 42.5],
      ['ENERGY.Voltage', 231],
      ['ENERGY.Factor.0', 0.92],
      ['ENERGY.Factor.1', 0.93],
      ['on', true],
    ];
    return [
      {
        as: 'tasmota',
        add: { devices: [{ name: 'plug_washer', kind: 'tasmota', topic: 'plug_washer' }] },
        points: [
          { path: 'plug_washer.online', type: 'BOOL', value: true },
          { path: 'plug_washer.ENERGY.Power', type: 'LREAL', value: 42.5, unit: 'W' },
          { path: 'plug_washer.POWER', type: 'BOOL', value: true, unit: '', writable: true },
        ],
      },
      {
        as: 'json',
        add: { subscriptions: [{ filter: topic, format: 'json' }] },
        points: fields.map(([place, value]) => ({
          path: `tele.plug_washer.SENSOR.${place}`,
          type: typeof value === 'boolean' ? 'BOOL' : 'LREAL',
          value,
          name: place,
          place,
        })),
      },
    ];
  }
  if (text === undefined || text === '') return [];
  const path = topic.replaceAll('/', '.').replaceAll(' ', '%20');
  const add = { subscriptions: [{ filter: topic, type: 'LREAL' }] };
  return [{ as: 'plain', add, points: [{ path, type: 'LREAL', value: Number(text) }] }];
}

export function topicCall(world, method, params) {
  const off = world.mode.topics === 'off';
  const total = off ? 0 : Number(world.mode.topics ?? 6);
  if (method === 'topics') {
    const start = params.start ?? 0;
    const count = Math.max(0, Math.min(params.limit ?? 1000, total - start));
    return {
      filter: params.filter ?? '#',
      connected: !off,
      problem: off ? { key: 'login_refused', message: '', params: { detail: 'Not authorized' } } : null,
      known: total,
      unlisted: total >= 5000 ? 12 : 0,
      slowed: total >= 5000,
      total,
      start,
      topics: Array.from({ length: count }, (_, at) => topicOf(start + at)),
    };
  }
  if (method !== 'topic') return undefined;
  const all = Array.from({ length: total }, (_, at) => topicOf(at));
  const found = all.find(({ topic }) => topic === params.topic) ?? topicOf(0);
  const history = Array.from({ length: 20 }, (_, at) => ({
    ts: at === 19 ? null : Date.now() - at * 2500,
    size: found.size,
    retained: at === 19,
    ...(found.hex ? { hex: found.hex, cut: true } : { text: found.text }),
  }));
  return { ...found, history, suggestions: suggestionsOf(found) };
}
