const FIRST = [
  { id: 'inverter_1', type: 'modbus', title: 'Wechselrichter Garage', status: 'running' },
  {
    id: 'meter_1',
    type: 'modbus',
    title: 'Zähler Hausanschluss',
    status: 'disconnected',
    reason: { key: 'not_connected', message: '', params: {} },
  },
  { id: 'mqtt_ha', type: 'mqtt', title: 'Home Assistant', status: 'stopped' },
];
const OTHERS = [
  ['running', null],
  ['running', null],
  ['running', null],
  ['degraded', { key: 'timeout', message: '', params: {} }],
  ['silent', null],
  ['starting', null],
  ['error', { key: 'config_invalid', message: '', params: { path: '/devices/0/points/3' } }],
  ['failed', { key: 'exited', message: 'ended with code 139', params: { code: 139 } }],
  ['suspended_by_spam', { key: 'flood', message: '2310 messages/s, allowed are 500/s', params: { rate: 2310, limit: 500 } }],
  ['panic', null],
  ['stopping', null],
  ['running', null],
];
const MIB = 1024 * 1024;

const CONFIG = {
  endpoints: [{ host: '192.168.1.50' }, { host: '192.168.1.51', port: 1502 }],
  interval: 1,
  devices: [{ unit_id: 1, points: Array.from({ length: 12 }, (_, index) => point(index)) }],
};

export function point(index) {
  return {
    name: `string_${1 + (index % 4)}.${['voltage', 'current', 'power'][index % 3]}_${index}`,
    address: 30000 + index * 2,
    type: 'int32',
    scale: 0.1,
    unit: ['V', 'A', 'W'][index % 3],
  };
}

export function makeInstances(count) {
  return Array.from({ length: count }, (_, index) => {
    const [status, reason] = OTHERS[index % OTHERS.length];
    const base = FIRST[index] ?? {
      id: `device_${index + 1}`,
      type: index % 3 === 0 ? 'mqtt' : 'modbus',
      title: `Verteilung ${String.fromCharCode(65 + (index % 26))} Gerät ${index + 1}`,
      status,
      reason,
    };
    const config =
      base.type === 'mqtt'
        ? { host: 'homeassistant.local', password: { $secret: true }, topics: ['zigbee2mqtt/#'] }
        : structuredClone(CONFIG);
    return {
      id: base.id,
      type: base.type,
      title: base.title,
      enabled: base.status !== 'stopped',
      runtime: 'docker',
      limits: { cpu: null, memory_mb: null, pids: null, packets_per_s: null, points: null },
      config,
      revision: 3,
      status: view(base.status, base.reason ?? null, index === 7),
    };
  });
}

export function view(status, reason = null, rejected = false) {
  return {
    status,
    reason,
    since: Date.now() - 3_700_000,
    config_rejected: rejected ? { key: 'config_invalid', message: '', params: { path: '/interval' } } : null,
    last_poll: status === 'running' ? Date.now() - 400 : null,
    state: null,
  };
}

export function statsOf(instance, index) {
  const on = !['stopped', 'failed', 'panic'].includes(instance.status.status);
  const known = (value) => (on ? value : null);
  const busy = index % 7 === 3;
  return {
    id: instance.id,
    status: instance.status.status,
    cpu_percent: known(busy ? 46 : 1.4 + Math.random()),
    cpu_limit: 50,
    cpu_throttled_percent: known(busy ? 37.5 : 0),
    cpu_throttled_s: known(busy ? 412.5 : 0),
    memory_bytes: known((index % 5 === 1 ? 55 : 31 + Math.random()) * MIB),
    memory_limit: 64 * MIB,
    disk_read_bps: known(0),
    disk_write_bps: known(120),
    net_rx_pps: known(24 + Math.random() * 4),
    net_tx_pps: known(26 + Math.random() * 4),
    net_rx_bps: known(2100),
    net_tx_bps: known(1800),
    pids: known(5),
    samples_per_s: known(48),
    points: known(index === 0 ? 48 : 12),
    uptime_s: known(93_600 + index * 777),
    restarts: index % 4 === 3 ? 5 : 0,
    last_error: index % 4 === 0 ? lastError(index) : null,
    oom_kills: index % 8 === 3 ? 2 : 0,
  };
}

const lastError = (index) => ({
  ts: Date.now() - 720_000,
  reason:
    index % 8 === 0
      ? { key: 'captured_error', message: "KeyError: 'soc_0'", params: { type: 'KeyError', message: "'soc_0'" } }
      : { key: 'exited', message: 'ended with exit code 139', params: { exit_code: 139 } },
});
