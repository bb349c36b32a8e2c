'use strict';

const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const test = require('node:test');
const { Refusal, qualityInEffect, sample, split, topic } = require('../lib/contract.js');
const { Directory } = require('../lib/directory.js');
const { matches } = require('../lib/link.js');

const GOLDEN = process.env.DINRAIL_GOLDEN;
const lines = (name) => readFileSync(join(GOLDEN, `${name}.jsonl`), 'utf8').trim().split('\n');
const NOW = 1_767_500_000_000;

test('every sample of the contract is understood', { skip: !GOLDEN }, () => {
  for (const line of lines('sample')) {
    const told = JSON.parse(line);
    const { value, ts, quality } = sample(Buffer.from(line));
    assert.deepEqual([value, ts, quality], [told.value, told.ts, told.quality ?? 'good'], line);
  }
});

test('what is no sample is none', () => {
  for (const text of ['', '{', '[]', 'null', '5', '{"value":1}', '{"ts":1}', '{"value":[],"ts":1}', '{"value":1,"ts":1,"quality":"x"}']) {
    assert.equal(sample(Buffer.from(text)), undefined, text);
  }
});

test('a directory counts when it is complete', { skip: !GOLDEN }, () => {
  const text = lines('points')[0];
  const half = Math.floor(text.length / 2);
  const directory = new Directory();
  directory.take(JSON.stringify({ rev: 1, part: 1, parts: 2, data: text.slice(half) }));
  assert.equal(directory.of('inverter.power'), undefined);
  directory.take('not a part');
  directory.take(JSON.stringify({ rev: 1, part: 0, parts: 2, data: text.slice(0, half) }));
  assert.equal(directory.of('inverter.power').unit, 'W');
});

test('quality is sample and status and age together', () => {
  const good = { value: 1, ts: NOW, quality: 'good', reason: '' };
  const table = [
    [good, 'running', 0, 60, ['good', '']],
    [good, undefined, 0, 60, ['good', '']],
    [good, 'degraded', 0, 60, ['good', '']],
    [good, 'stopped', 0, 60, ['bad', 'instance_stopped']],
    [good, 'starting', 0, 60, ['uncertain', 'instance_starting']],
    [good, 'running', 180_000, 60, ['bad', 'stale']],
    [good, 'running', 30_000, 10, ['bad', 'stale']],
    [{ ...good, quality: 'bad', reason: 'timeout' }, 'running', 0, 60, ['bad', 'timeout']],
    [{ ...good, quality: 'uncertain', reason: 'old' }, 'running', 0, 60, ['uncertain', 'old']],
  ];
  for (const [of, status, age, refresh, effect] of table) {
    assert.deepEqual(qualityInEffect(of, status, NOW + age, refresh), effect);
  }
});

test('addresses and patterns become topics', () => {
  assert.equal(topic('smarthome', split('bt.bms_001.voltage')), 'smarthome/bt/bms_001/voltage');
  assert.equal(topic('smarthome/set', split('plc/MAIN/fSpeed')), 'smarthome/set/plc/MAIN/fSpeed');
  assert.equal(topic('smarthome', split('bt.*.voltage', { wild: true })), 'smarthome/bt/+/voltage');
  assert.equal(topic('smarthome', split('plc.**', { wild: true })), 'smarthome/plc/#');
  assert.equal(topic('smarthome', split('**', { wild: true })), 'smarthome/#');
});

test('what is no address is refused with a key', () => {
  for (const text of ['', 'plc', 'PLC.a', 'plc..a', 'plc.#', 'plc.+', 'plc.a%2f', 'plc.**.a', '../x', undefined, 5, `plc.${'x'.repeat(1100)}`]) {
    assert.throws(() => split(text, { wild: true }), (error) => error instanceof Refusal && error.key === 'address_invalid', String(text));
  }
  assert.throws(() => split('plc.*'), Refusal);
});

test('filters match as a broker does', () => {
  assert.ok(matches('a/+/c', 'a/b/c') && matches('a/#', 'a/b/c') && matches('a/#', 'a'));
  assert.ok(!matches('a/+', 'a/b/c') && !matches('a/b/c', 'a/b') && !matches('a/+/d', 'a/b/c'));
});

test('both languages say the same things', () => {
  const names = (object, path = '') =>
    Object.entries(object).flatMap(([key, value]) => (typeof value === 'object' ? names(value, `${path}.${key}`) : [`${path}.${key}`]));
  for (const node of ['server', 'read', 'write', 'history', 'state', 'control']) {
    const [de, en] = ['de', 'en-US'].map((lang) => require(`../nodes/locales/${lang}/${node}.json`));
    assert.deepEqual(names(de), names(en), node);
    const html = readFileSync(join(__dirname, `../nodes/${node}.html`), 'utf8');
    for (const [, key] of html.matchAll(/data-i18n="(?:\[\w+\])?([\w.-]+)"/g)) {
      assert.equal(typeof key.split('.').reduce((at, step) => at?.[step], en), 'string', `${node}: ${key}`);
    }
  }
});
