import { render } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { secondsOf, useTimeText } from '@/format/plc-time';
import { stateWord } from '@/format/state-word';
import { unitSign } from '@/format/unit';
import { setLanguage } from '@/i18n';

function Shown({ type, text }: { type: string; text: string }) {
  return <p>{useTimeText()(type, text) ?? 'as it is'}</p>;
}
const shown = (type: string, text: string) => render(<Shown type={type} text={text} />).container.textContent;

beforeEach(() => setLanguage('de'));

test('durations of a controller are read as people write them', () => {
  expect(secondsOf('PT2H7M48.5S')).toBe(7668.5);
  expect(secondsOf('-P1DT1S')).toBe(-86_401);
  expect(secondsOf('PT')).toBeNull();
  expect(secondsOf('Paul')).toBeNull();
  expect(shown('LTIME', 'PT2H7M48.039842465S')).toBe('2 Std 7 min');
  expect(shown('TIME', 'PT22S')).toBe('22\u00a0s');
  expect(shown('TIME', 'PT1.25S')).toBe('1,3\u00a0s');
  expect(shown('TIME', 'PT0.02S')).toBe('0,020\u00a0s');
  expect(shown('STRING', 'PT22S')).toBe('as it is');
});

test('dates of a controller stand as they are there; the beginning of its time means never', () => {
  expect(shown('DT', '2026-11-27T10:05:00')).toBe('27.11.26, 10:05:00');
  expect(shown('DT', '1970-01-01T00:00:00')).toBe('–');
  expect(shown('DATE', '2026-11-27')).toBe('27.11.2026');
  expect(shown('TOD', '06:30:00')).toBe('06:30:00');
});

test('states and units have the words of the language; what nobody knows stays', async () => {
  expect(['Discharging', 'comfort', 'no', 'Flavour'].map(stateWord)).toEqual(['Entlädt', 'Komfort', 'Nein', 'Flavour']);
  await setLanguage('en');
  expect(stateWord('Discharging')).toBe('Discharging');
  expect([unitSign('degC'), unitSign('kWh')]).toEqual(['°C', 'kWh']);
});
