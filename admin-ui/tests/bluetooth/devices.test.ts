import { describe, expect, it } from 'vitest';
import { bars, nameFor, sorted, withHeard, type Devices } from '@/data/bluetooth/devices';
import type { Heard } from '@/data/bluetooth/types';

const heard = (address: string, more: Partial<Heard> = {}): Heard => ({
  address,
  name: '',
  rssi: -60,
  rssi_history: [],
  seen_s: 0,
  manufacturer: null,
  services: [],
  suggestions: [],
  configured: null,
  connected: false,
  paired: false,
  state: 'idle',
  reason: null,
  ...more,
});
const NONE: Devices = new Map();
const battery = { suggestions: [{ type: 'jbd', title: 'JBD', confidence: 80 }] };

describe('devices around a radio', () => {
  it('are told again in place', () => {
    const known = withHeard(withHeard(NONE, [heard('A'), heard('B')], 1), [heard('A', { rssi: -40 })], 2);
    expect(known.get('A')).toMatchObject({ rssi: -40, told: 2 });
    expect(known.get('B')?.told).toBe(1);
  });

  it('stand in order: ours, likely batteries, strength; small changes of strength move nothing', () => {
    const all = [
      heard('weak', { rssi: -90 }),
      heard('strong', { rssi: -41 }),
      heard('alike', { rssi: -42 }),
      heard('jbd', { rssi: -95, ...battery }),
      heard('ours', { rssi: null, configured: 'left' }),
    ];
    const order = sorted(withHeard(NONE, all, 0), '').map(({ address }) => address);
    expect(order).toEqual(['ours', 'jbd', 'alike', 'strong', 'weak']);
  });

  it.each([
    ['jbd', ['B']],
    ['a b', []],
    ['lamp 02:', ['02:AA']],
    ['apple', ['02:AA']],
  ])('are found by %s', (words, found) => {
    const all = [heard('B', battery), heard('02:AA', { name: 'Lamp', manufacturer: { id: 76, name: 'Apple, Inc.' } })];
    expect(sorted(withHeard(NONE, all, 0), words).map(({ address }) => address)).toEqual(found);
  });

  it.each([
    [{ name: 'JBD-SP16S', address: 'A4:C1:38:00:00:01' }, [], 'jbd_sp16s'],
    [{ name: 'JBD-SP16S', address: 'A4:C1:38:00:00:01' }, ['jbd_sp16s', 'jbd_sp16s_2'], 'jbd_sp16s_3'],
    [{ name: '', address: 'A4:C1:38:00:1F:0B' }, [], 'bms_1f0b'],
    [{ name: '→', address: 'A4:C1:38:00:1F:0B' }, [], 'bms_1f0b'],
  ])('get a name: %j', (device, taken, name) => expect(nameFor(device, taken)).toBe(name));

  it.each([
    [null, 0],
    [-100, 0],
    [-85, 1],
    [-75, 2],
    [-65, 3],
    [-30, 4],
  ])('%s dBm are %i bars', (rssi, count) => expect(bars(rssi)).toBe(count));
});
