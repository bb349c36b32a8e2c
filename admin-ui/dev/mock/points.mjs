const NAMES = [
  'dc.string_1.voltage',
  'dc.string_1.current',
  'dc.string_1.power',
  'ac.l1.voltage',
  'ac.l1.current',
  'ac.power',
  'ac.frequency',
  'temperature.heatsink',
  'energy.total',
  'status',
  'enabled',
  'setpoint',
  'serial_number',
  'alarm_text',
];
const SHAPES = {
  voltage: { type: 'REAL', unit: 'V', low: 380, high: 620, description: 'Spannung am Eingang des Strings' },
  current: { type: 'REAL', unit: 'A', low: 0, high: 11, description: 'Strom' },
  power: { type: 'REAL', unit: 'W', low: 0, high: 6000, description: 'Wirkleistung, positiv ins Haus' },
  frequency: { type: 'REAL', unit: 'Hz', low: 49.95, high: 50.05, description: 'Netzfrequenz' },
  heatsink: { type: 'INT', unit: '°C', low: 35, high: 61, description: 'Kühlkörper' },
  total: { type: 'UDINT', unit: 'kWh', low: 18_400, high: 18_401, description: 'Ertrag seit Inbetriebnahme' },
  status: {
    type: 'UINT',
    unit: '',
    low: 4,
    high: 4,
    texts: { 0: 'aus', 1: 'startet', 4: 'speist ein', 7: 'Störung' },
    description: 'Betriebszustand laut Gerät',
  },
  enabled: { type: 'BOOL', unit: '', description: 'Freigabe', writable: true },
  setpoint: {
    type: 'REAL',
    unit: 'W',
    low: 3000,
    high: 3000,
    min: 0,
    max: 5000,
    description: 'Begrenzung der Einspeisung',
    writable: true,
  },
  serial_number: { type: 'STRING', unit: '', text: 'SN-4711-0815', description: 'Seriennummer' },
  alarm_text: {
    type: 'STRING',
    unit: '',
    text: '',
    description: 'Letzte Meldung des Geräts im Klartext, kann recht lang werden',
  },
};

export function makePoints(instances, count) {
  return Array.from({ length: count }, (_, index) => {
    const instance = instances[index % instances.length];
    const round = Math.floor(index / instances.length / NAMES.length);
    const name = NAMES[Math.floor(index / instances.length) % NAMES.length];
    const shape = SHAPES[name.split('.').at(-1)];
    const path = round === 0 ? name : `unit_${round}.${name}`;
    const dead = instance.status.status === 'disconnected';
    const off = instance.status.status === 'stopped';
    const [quality, reason] = dead
      ? ['bad', 'not_connected']
      : off
        ? ['bad', 'instance_stopped']
        : index % 23 === 5
          ? ['uncertain', 'instance_starting']
          : ['good', ''];
    return {
      address: `${instance.id}.${path}`,
      instance: instance.id,
      path,
      type: shape.type,
      unit: shape.unit,
      description: shape.description,
      min: shape.min ?? null,
      max: shape.max ?? null,
      texts: shape.texts ?? {},
      writable: shape.writable ?? false,
      value: off ? null : first(shape),
      ts: off ? null : Date.now() - (dead ? 260_000 : 500),
      quality,
      reason,
      shape,
    };
  });
}

function first(shape) {
  if (shape.text !== undefined) return shape.text;
  return shape.type === 'BOOL' ? true : between(shape);
}

function between({ type, low, high, digits = 2 }) {
  const value = low + Math.random() * (high - low);
  const steps = 10 ** digits;
  return type === 'REAL' ? Math.round(value * steps) / steps : Math.round(value);
}

/** Every point of a living device that can move moves; returns what changed. */
export function movePoints(points) {
  const now = Date.now();
  const moved = points.filter((point) => point.quality === 'good' && point.shape.high > point.shape.low);
  for (const point of moved) {
    point.value = between(point.shape);
    point.ts = now;
  }
  return moved;
}

export function publicPoint({ shape: _shape, ...point }) {
  return point;
}

export function treeLevel(points, path) {
  const prefix = path === '' ? '' : `${path}.`;
  const children = new Map();
  for (const point of points) {
    if (!point.address.startsWith(prefix)) continue;
    const rest = point.address.slice(prefix.length);
    const segment = rest.split('.', 1)[0];
    const child = children.get(segment) ?? { segment, address: prefix + segment, leaf: false, count: 0 };
    child.count += 1;
    if (rest === segment) Object.assign(child, { leaf: true, point: publicPoint(point) });
    children.set(segment, child);
  }
  return { path, children: [...children.values()].toSorted((a, b) => a.segment.localeCompare(b.segment)) };
}
