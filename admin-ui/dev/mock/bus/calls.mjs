// What a Modbus instance answers to its calls. `bus`: fits | tight | many | empty | refused | silent | asleep.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Written by `dev/bus_answers.py`: what the adapter itself says. */
const ANSWERS = JSON.parse(readFileSync(join(import.meta.dirname, 'answers.json'), 'utf8'));

const ok = (value) => ({ status: 200, data: { value } });
const fail = (status, key, params = {}, path = null) => ({
  status,
  data: { error: { key, message: `mock: ${key}`, params, path } },
});

const CANDIDATES = [
  { profile: 'eastron/sdm630', confidence: 0.91, vendor: 'Eastron', model: 'SDM630-Modbus' },
  { profile: 'eastron/sdm72d-m-v2', confidence: 0.64, vendor: 'Eastron', model: 'SDM72D-M v2' },
];
const UNITS = {
  1: { answer: 'ok', ms: 4.2, sunspec: 40_000, profiles: [{ profile: 'sunspec', confidence: 0.7, vendor: '', model: '' }] },
  3: { answer: 'ok', ms: 31.7, sunspec: null, profiles: CANDIDATES },
  12: { answer: 'illegal_data_address', ms: 28.1, sunspec: null, profiles: [] },
};
const PAGE = 60;

function scan(world, { first = 1, last = 247 }) {
  const end = Math.min(last, first + PAGE - 1);
  const many = world.mode.bus === 'many';
  const units = many
    ? Object.fromEntries(Array.from({ length: 30 }, (_, at) => [at + 1, UNITS[3]]))
    : world.mode.bus === 'empty'
      ? {}
      : UNITS;
  const found = Object.entries(units)
    .filter(([unit]) => Number(unit) >= first && Number(unit) <= end)
    .map(([unit, seen]) => ({ unit_id: Number(unit), ...seen }));
  return ok({ asked: [first, end], found, next: end < last ? end + 1 : null });
}

function counts(unit, more = {}) {
  const none = { timeouts: 0, exceptions: 0, crc_errors: 0, protocol_errors: 0 };
  const fine = { bad: 0, lost: false, reason: null, retry_s: null };
  return { unit_id: unit, requests: 93_211, ...none, latency_ms: 4.21, longest_ms: 88.4, points: 24, ...fine, ...more };
}

function diagnostics(world) {
  const { bus } = world.mode;
  if (bus === 'empty') return ok({ connected: true, units: [] });
  const lost = { lost: true, reason: 'timeout', retry_s: 8.4, timeouts: 311, bad: 12, points: 12, crc_errors: 4 };
  const some = [
    counts(1),
    counts(3, { exceptions: 17, bad: 2, reason: 'illegal_data_address' }),
    counts(7, lost),
    counts(9, { requests: 0, latency_ms: null, longest_ms: null }),
  ];
  const units = bus === 'many' ? Array.from({ length: 60 }, (_, at) => counts(at + 1)) : some;
  return ok({ connected: bus !== 'silent', units });
}

function profiles({ name }) {
  if (name === undefined || name === null) {
    const broken = { name: 'acme/boiler', problem: 'profiles/acme/boiler: Object missing required field `model` (/header)' };
    return ok({ profiles: [...ANSWERS.profiles.profiles, broken] });
  }
  const sheet = ANSWERS.sheets[name];
  return sheet ? ok(sheet) : ok({ ...ANSWERS.sheets['eastron/sdm120'], name });
}

const METHODS = {
  plan: (world) =>
    world.mode.bus === 'refused'
      ? fail(422, 'unit_id_twice', { path: '/devices/1/unit_id' }, '/devices/1/unit_id')
      : ok(ANSWERS.plan[world.mode.bus] ?? ANSWERS.plan.fits),
  decodings: (world, { count = 4, address }) => {
    if (world.mode.bus === 'silent') return fail(504, 'timeout', { seconds: 1.5 });
    return address === 999 ? fail(409, 'illegal_data_address') : ok(ANSWERS.decodings[count]);
  },
  diagnostics,
  profiles: (world, params) => profiles(params),
  scan: (world, params) => (world.mode.bus === 'silent' ? fail(503, 'not_connected') : scan(world, params)),
};

/** Answer to POST /api/instances/{id}/call/{method}. */
export function callOf(world, { found, body }) {
  const id = decodeURIComponent(found[1]);
  const instance = world.instances.find((entry) => entry.id === id);
  if (!instance) return fail(404, 'unknown_instance', { id });
  if (world.mode.bus === 'asleep' || !instance.enabled) return fail(409, 'instance_not_running', { instance: id });
  const act = METHODS[found[2]];
  return act ? act(world, body ?? {}) : fail(409, 'call_refused', { method: found[2] });
}
