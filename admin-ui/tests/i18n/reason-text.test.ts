import i18next, { type TFunction } from 'i18next';
import { beforeEach, expect, test } from 'vitest';
import { addReasons } from '@/data/adapters/texts';
import type { AdapterType } from '@/data/adapters/types';
import { hintText, reasonText } from '@/i18n/reason';

const t = i18next.t.bind(i18next) as unknown as TFunction;

beforeEach(async () => {
  await i18next.changeLanguage('de');
});

test('a known key is told in the language of the page, numbers in its notation', () => {
  expect(reasonText(t, { key: 'connect_timeout', params: { seconds: 2.5 } })).toBe(
    'Innerhalb von 2,5 s keine Verbindung zum Gerät.',
  );
});

test('an unknown key falls back to the sender’s sentence', () => {
  expect(reasonText(t, { key: 'made_up', message: 'the flux capacitor is empty' })).toBe('the flux capacitor is empty');
});

test('an unknown key without a sentence is at least named', () => {
  expect(reasonText(t, { key: 'made_up' })).toContain('made_up');
});

test('a bound is told by the one parameter that is set', () => {
  expect(reasonText(t, { key: 'out_of_range', params: { max: 65535 } })).toBe('Darf höchstens 65535 sein.');
  expect(reasonText(t, { key: 'out_of_range', params: { path: 'p', value: '9', min: 0, max: null } })).toBe(
    'Muss mindestens 0 sein.',
  );
  expect(reasonText(t, { key: 'out_of_range', params: { path: 'p', value: '9', min: 0, max: 5 } })).toBe(
    '9 liegt außerhalb von 0 bis 5.',
  );
});

test('a missing parameter leaves no hole in the sentence', () => {
  expect(reasonText(t, { key: 'broker_no_answer', params: { broker: null } })).toBe('Der Broker – antwortet nicht.');
});

test('a field’s name is taken from its place when the sender does not repeat it', () => {
  const reason = { key: 'unknown_field', path: '/routes/0/too', params: { route: '1', hint: 'did you mean "to"?' } };
  expect(reasonText(t, reason)).toBe('Unbekanntes Feld „too“. Gemeint: „to“?');
});

test('a parameter that was left out does not show up as its name', () => {
  expect(reasonText(t, { key: 'connect_timeout' })).toBe('Innerhalb von – s keine Verbindung zum Gerät.');
});

test('what to do is said where something can be done', () => {
  expect(hintText(t, { key: 'not_connected' })).toContain('Kabel');
  expect(hintText(t, { key: 'delivering' })).toBeUndefined();
});

test('an adapter brings sentences for its own keys but rewords none of ours', () => {
  const locales = { 'de.reasons': { cells_drift: 'Zellen driften um {{mv}} mV.', not_connected: 'Hallo' } };
  addReasons([{ locales } as unknown as AdapterType]);
  expect(reasonText(t, { key: 'cells_drift', params: { mv: 30 } })).toBe('Zellen driften um 30 mV.');
  expect(reasonText(t, { key: 'not_connected' })).toBe('Keine Verbindung zum Gerät.');
});

test('an adapter brings advice for its own keys in the same way', () => {
  const locales = { 'de.hints': { cells_drift: 'Ausgleichen lassen.', not_connected: 'Hallo' } };
  addReasons([{ locales } as unknown as AdapterType]);
  expect(hintText(t, { key: 'cells_drift' })).toBe('Ausgleichen lassen.');
  expect(hintText(t, { key: 'not_connected' })).toContain('Kabel');
});
