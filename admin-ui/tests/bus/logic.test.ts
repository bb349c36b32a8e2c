import { describe, expect, test } from 'vitest';
import type { Instance } from '@/data/instances/types';
import { answererOf } from '@/data/calls/answerer';
import { isUnlikely, rowsOf, shown, taken } from '@/pages/instance-edit/bus/orders/decodings';
import { byVendor } from '@/pages/instance-edit/bus/profiles/groups';
import { connectionOf, inForm, withDevice } from '@/pages/instance-edit/bus/scan/devices';
import { DECODINGS, PROFILES } from './answers';

const named = (type: string, order: string) => {
  const found = DECODINGS['2'].decodings.find((each) => each.type === type && each.order === order);
  if (found === undefined) throw new Error(`${type} ${order} is not among the answers`);
  return found;
};

describe('byte orders', () => {
  test('each type is a row; orders that make no difference have no cell', () => {
    const rows = rowsOf(DECODINGS['4'].decodings);
    expect(rows.map(({ type }) => type)).toContain('float64');
    expect(Object.keys(rows.find(({ type }) => type === 'uint16')?.cells ?? {})).toEqual(['ABCD', 'BADC']);
    expect(Object.keys(rows.find(({ type }) => type === 'float32')?.cells ?? {})).toHaveLength(4);
  });

  test('a mains voltage is likely in one order only', () => {
    const floats = DECODINGS['2'].decodings.filter(({ type }) => type === 'float32');
    expect(floats.filter((each) => !isUnlikely(each)).map(({ order }) => order)).toEqual(['CDAB']);
    expect(shown(named('float32', 'CDAB'))).toBe('230.1');
  });

  test('a large integer keeps every digit', () => {
    expect(shown({ type: 'uint64', order: 'ABCD', value: '18446744073709551615' })).toBe('18446744073709551615');
  });

  test('an order the device has anyway is not written to the point', () => {
    expect(taken(named('float32', 'CDAB'), 4, 'CDAB')).toMatchObject({ type: 'float32', order: undefined });
    expect(taken(named('float32', 'CDAB'), 4, undefined)).toMatchObject({ order: 'CDAB', length: undefined });
    expect(taken(named('string', 'ABCD'), 8, undefined)).toMatchObject({ type: 'string', order: undefined, length: 8 });
  });
});

describe('what a scan found', () => {
  test('a new unit is added with its profile, and with a prefix where names could be the same', () => {
    expect(withDevice([], 3, 'eastron/sdm630')).toEqual([{ unit_id: 3, profile: 'eastron/sdm630' }]);
    expect(withDevice([{ points: [] }], 3, '')).toEqual([{ points: [] }, { unit_id: 3, prefix: 'unit_3', points: [] }]);
    expect(withDevice([{ prefix: 'a' }], 3, 'sunspec')[1]).toEqual({ unit_id: 3, profile: 'sunspec' });
  });

  test('an empty device of the same unit id is filled in, others are left alone', () => {
    expect(withDevice([{}, { unit_id: 3 }], 1, 'sunspec')).toEqual([{ unit_id: 1, profile: 'sunspec' }, { unit_id: 3 }]);
    expect([inForm([{}], 1), inForm([{ points: [{}] }], 1), inForm([{}], 2)]).toEqual(['bare', 'filled', 'missing']);
  });

  test('only where to look is sent, so that an unfinished form can be searched', () => {
    const config = { endpoints: [{ host: 'a' }], timeout: 2, interval: 'x', devices: [{ points: [{}] }] };
    expect(connectionOf(config)).toEqual({ endpoints: [{ host: 'a' }], timeout: 2, devices: [{ unit_id: 1 }] });
    expect(connectionOf({ endpoints: [] })).toBeNull();
  });
});

const TEXTS = { kind: (kind: string | undefined) => (kind === 'meter' ? 'Zähler' : ''), others: 'Own' };

test('profiles are found by vendor, model and kind, whatever their case', () => {
  const groups = byVendor(PROFILES, 'EASTRON 630 zähler', TEXTS);
  expect(groups.map(({ vendor, profiles }) => [vendor, profiles.map(({ name }) => name)])).toEqual([
    ['Eastron', ['eastron/sdm630']],
  ]);
  expect(byVendor([{ name: 'acme/x', problem: 'no' }], '', TEXTS)[0]?.vendor).toBe('Own');
  expect(byVendor(PROFILES, 'nosuchthing', TEXTS)).toEqual([]);
});

test('the instance itself is asked when it runs, else another one of its type, else itself for the reason', () => {
  const instance = (id: string, type: string, status: string) => ({ id, type, status: { status } }) as unknown as Instance;
  const all = [instance('a', 'modbus', 'stopped'), instance('b', 'modbus', 'disconnected'), instance('c', 'mqtt', 'running')];
  expect(answererOf(all, 'a', 'modbus')).toBe('b');
  expect(answererOf(all, 'b', 'modbus')).toBe('b');
  expect(answererOf(all.slice(0, 1), 'a', 'modbus')).toBe('a');
  expect(answererOf([], null, 'modbus')).toBeNull();
});
