// Batteries of the stand-in. `batteries`: how many · `battery`: fine | alarm | stale | dead | bare, how the first one is.
import { view } from './instances.mjs';

const HOSTS = [
  { id: 'bt_1', type: 'bluetooth', title: 'Bluetooth Keller', names: ['left', 'right'] },
  { id: 'serial_1', type: 'serial', title: 'RS485 Garage', names: ['bms_2'] },
  { id: 'can_1', type: 'can', title: 'CAN Speicher', names: ['battery'] },
];
const REAL = { soc: '%', soh: '%', voltage: 'V', current: 'A', power: 'W', capacity_ah: 'Ah', remaining_ah: 'Ah' };

const BLANK = { description: '', min: null, max: null, texts: {}, writable: false };

/** Instances that carry batteries: the three ways to connect one. */
export function makeHosts(count, battery) {
  if (count === 0) return [];
  return HOSTS.map(({ id, type, title }, index) => ({
    id,
    type,
    title,
    enabled: true,
    runtime: 'docker',
    limits: { cpu: null, memory_mb: null, pids: null, packets_per_s: null, points: null },
    config: type === 'bluetooth' ? { devices: [] } : {},
    revision: 4,
    status:
      index === 1 || (index === 0 && battery === 'dead')
        ? view('disconnected', { key: 'not_connected', message: '', params: {} })
        : view('running'),
  }));
}

/** Points of all batteries; the first four have everything, further ones what the list shows. */
export function makeBatteries(count, battery, bms) {
  const own = HOSTS.flatMap(({ id, names }) => names.map((name) => ({ id, name })));
  return Array.from({ length: count }, (_, index) => {
    const { id, name } = own[index] ?? { id: HOSTS[index % 3].id, name: `bank_${index + 1}` };
    return pointsOf(id, name, index, battery, bms);
  }).flat();
}

function pointsOf(instance, name, index, battery, words) {
  const first = index === 0;
  const dead = instance === 'serial_1' || (first && battery === 'dead');
  const stale = first && battery === 'stale';
  const current = [-38.4, 12.6, 0, -4.2][index % 4];
  const soc = (62 + index * 37) % 101;
  const alarms =
    first && battery === 'alarm' ? ['cell_undervoltage', 'imbalance?', 'bit_9'] : index % 9 === 1 ? ['soc_low?'] : [];
  const alarm = alarms.length === 0 ? 0 : alarms.some((key) => !key.endsWith('?')) ? 2 : 1;
  const cells = index > 3 || (first && battery === 'bare') ? [] : Array.from({ length: 16 }, (__, at) => cellOf(at));
  const some = {
    soc,
    voltage: 52.84,
    current,
    power: Math.round(52.84 * current),
    alarm_level: alarm,
    alarms: alarms.join(', '),
    'temperatures.max': 24,
  };
  const more = {
    soh: 98,
    capacity_ah: 280,
    remaining_ah: 2.8 * soc,
    cycles: 142,
    charge_mos: true,
    discharge_mos: alarm < 2,
    balancing: index % 2 === 1,
    'temperatures.1': 23.4,
    'temperatures.2': 24,
    mos_temperature: 31,
    alarm_texts: alarms.map((key) => words[key.replace('?', '')] ?? key).join('; '),
    time_to_go_min: 512,
    model: 'LiFePO4 16S',
  };
  const measured = Object.fromEntries(cells.map((volts, at) => [`cells.${at + 1}.voltage`, volts]));
  const spread = cells.length > 0 || index > 3 ? { 'cells.delta': 0.034, 'cells.min': 3.289, 'cells.max': 3.323 } : {};
  const values = first && battery === 'bare' ? some : { ...some, ...(index > 3 ? {} : more), ...measured, ...spread };
  const state = dead ? ['bad', 'not_connected'] : stale ? ['bad', 'stale'] : ['good', ''];
  return Object.entries(values).map(([path, value]) => point(instance, `${name}.${path}`, value, state));
}

const cellOf = (at) => (at === 4 ? 3.289 : at === 11 ? 3.323 : 3.3 + (at % 5) / 1000);

function point(instance, path, value, [quality, reason]) {
  const name = path.split('.').at(-1);
  const moves = typeof value === 'number' && (path.includes('cells.') || name === 'voltage' || name === 'current');
  const width = path.includes('cells.') ? 0.001 : 0.05;
  const kind = typeof value === 'boolean' ? 'BOOL' : typeof value === 'string' ? 'STRING' : 'REAL';
  return {
    ...BLANK,
    address: `${instance}.${path}`,
    instance,
    path,
    type: kind,
    unit: REAL[name] ?? '',
    value,
    quality,
    reason,
    ts: Date.now() - (quality === 'good' ? 500 : 260_000),
    shape: moves ? { type: 'REAL', low: value - width, high: value + width, digits: 3 } : { low: 0, high: 0 },
  };
}

const SHOWN = ['soc', 'voltage', 'current', 'power', 'alarm_level', 'alarms', 'cells.delta', 'cells.min', 'temperatures.max'];

/** What the gateway lists. */
export function listBatteries(points) {
  const found = new Map();
  for (const each of points) {
    const [, address, name] = /^(\w+\.\w+)\.(.+)$/.exec(each.address) ?? [];
    if (!SHOWN.includes(name) || !HOSTS.some(({ id }) => id === each.instance)) continue;
    const battery = found.get(address) ?? {
      address,
      instance: each.instance,
      values: {},
      quality: 'good',
      reason: '',
      ts: each.ts,
    };
    if (each.quality === 'good') battery.values[name] = each.value;
    else Object.assign(battery, { quality: each.quality, reason: each.reason });
    found.set(address, battery);
  }
  return { total: found.size, items: [...found.values()] };
}
