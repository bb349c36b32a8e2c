/** Calls of a Bluetooth instance; mode `ble`: how many devices are around, or `off` for a radio that is turned off. */

const GUESSES = [
  ['JBD-SP16S', 'jbd', 'JBD, Xiaoxiang, Overkill Solar', 90],
  ['JK-B2A16S', 'jk-ble', 'JK (Bluetooth)', 95],
  ['SmartShunt', 'victron-ble', 'Victron SmartShunt (Instant Readout)', 95],
];

function device(at) {
  const [name, type, title, confidence] = GUESSES[at] ?? [at % 3 ? `lamp ${at}` : '', '', '', 0];
  return {
    address: `A4:C1:38:00:${(at >> 8).toString(16).padStart(2, '0')}:${(at & 255).toString(16).padStart(2, '0')}`.toUpperCase(),
    name,
    rssi: -48 - (at % 45),
    rssi_history: Array.from({ length: 30 }, (_, i) => [30 - i, -50 - (at % 40) - ((i * 7) % 9)]),
    seen_s: at % 20,
    manufacturer: at % 2 ? { id: 76, name: 'Apple, Inc.' } : null,
    services: at < 2 ? [{ uuid: at ? 'ffe0' : 'ff00', name: '' }] : [],
    suggestions: type ? [{ type, title, confidence }] : [],
    configured: at === 0 ? 'links' : at === 2 ? 'shunt' : null,
    connected: at === 0,
    paired: at === 1,
    state: at === 0 ? 'connected' : at === 2 ? 'error' : 'idle',
    reason:
      at === 2 ? { key: 'bms_key_wrong', message: 'shunt: the key is not that of this device', params: { name: 'shunt' } } : null,
  };
}

const TYPES = GUESSES.map(([, type, title]) => ({
  type,
  title,
  needs_key: type === 'victron-ble',
  listens: type === 'victron-ble',
  switches: [],
}));

export function bluetoothCall(world, method) {
  const off = world.mode.ble === 'off';
  const count = off ? 0 : Number(world.mode.ble ?? 3);
  if (method === 'types') return TYPES;
  if (method === 'probe') {
    const found = { type: 'jk-ble', title: 'JK (Bluetooth)', confidence: 97 };
    return {
      suggestion: found,
      findings: [
        { ...found, reason: null },
        { type: 'ant-new', title: 'ANT', confidence: 0, reason: { key: 'bms_no_answer', message: '', params: { name: 'JK' } } },
      ],
      information: { manufacturer: 'JK', model: 'B2A16S', firmware: '11.54' },
    };
  }
  if (method !== 'devices') return undefined;
  return {
    adapter: {
      name: 'hci0',
      address: off ? '' : '00:1A:7D:DA:71:13',
      powered: !off,
      reason: off ? { key: 'ble_radio_off', message: '', params: {} } : null,
      scanning: !off,
      passive: true,
      active_because: '',
      slots_used: off ? 0 : 1,
      slots_total: 3,
      dropped: count >= 500 ? 41 : 0,
    },
    devices: Array.from({ length: Math.min(count, 500) }, (_, at) => device(at)),
    missing: count
      ? [
          {
            address: 'C8:00:00:00:00:09',
            configured: 'keller',
            reason: { key: 'ble_out_of_range', message: '', params: { name: 'keller' } },
          },
        ]
      : [],
  };
}
