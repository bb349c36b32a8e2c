import { expect, test } from 'vitest';
import { capturesIn, fill, literalPrefix, match, wildcardsOf } from '@/pages/route-edit/addresses/pattern';

test.each([
  ['bt.*.voltage', 'bt.a.voltage', ['a']],
  ['bt.*.voltage', 'bt.a.b.voltage', null],
  ['bt.*.voltage', 'bt.a.current', null],
  ['bt.**', 'bt.a.b', ['a.b']],
  ['**.voltage', 'bt.a.voltage', ['bt.a']],
  ['bt.**.cell.*', 'bt.cell.1', ['', '1']],
  ['bt.**.x.**', 'bt.a.x.b.x.c', ['a', 'b.x.c']],
  ['plc.a', 'plc.a', []],
  ['mqtt.alarms/critical', 'mqtt.alarms.critical', []],
  ['plc.a', 'plc.a.b', null],
])('%s against %s', (pattern, address, captures) => {
  expect(match(pattern, address)).toEqual(captures);
});

test('many wildcards cost no more than their product', () => {
  const pattern = `${Array.from({ length: 12 }, () => '**').join('.')}.x`;
  expect(match(pattern, Array.from({ length: 60 }, () => 'a').join('.'))).toBeNull();
});

test('targets are filled with what the wildcards matched', () => {
  expect(fill('plc.MAIN.a.{1}.f{2}', ['x', '3'])).toBe('plc.MAIN.a.x.f3');
  expect(fill('mqtt.{1}/u', ['', ''])).toBe('mqtt.u');
  expect(fill('plc.{2}', ['x'])).toBeNull();
  expect(capturesIn('plc.{2}.{1}.{2}')).toEqual([2, 1]);
});

test('a pattern tells where to look for its points', () => {
  expect([literalPrefix('bt.a.*.b'), literalPrefix('**.x'), literalPrefix('plc.a')]).toEqual(['bt.a', '', 'plc.a']);
  expect([wildcardsOf('bt.*.**'), wildcardsOf('bt.a')]).toEqual([2, 0]);
});
