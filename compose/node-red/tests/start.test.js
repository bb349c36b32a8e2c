'use strict';

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { mkdtempSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const test = require('node:test');
const { Crashes, WINDOW_MS } = require('../crashes.js');
const { beside } = require('../inside.js');

const folder = () => mkdtempSync(join(tmpdir(), 'starts-'));

test('the fourth start after three that ended badly is a safe one', () => {
  const data = folder();
  const starts = [1, 2, 3, 4, 5].map(() => new Crashes(data).begin());
  assert.deepEqual(starts, [false, false, false, true, true]);
});

test('what ended well or long ago is not counted', () => {
  const data = folder();
  for (let turn = 0; turn < 5; turn += 1) {
    const crashes = new Crashes(data);
    assert.equal(crashes.begin(), false);
    crashes.forget();
  }
  let now = 1_000_000;
  const later = Array.from({ length: 5 }, () => new Crashes(data, () => (now += WINDOW_MS)).begin());
  assert.ok(!later.includes(true));
});

test('a damaged or foreign file counts nothing, and a folder that cannot be written only costs the counting', () => {
  const data = folder();
  new Crashes(data).begin();
  for (const text of ['', '{', '{}', '["x", null]']) {
    writeFileSync(join(data, '.dinrail', 'starts.json'), text);
    assert.equal(new Crashes(data).begin(), false);
  }
  assert.equal(new Crashes('/dev/null').begin(), false);
});

test('of two networks it takes the one of the door', () => {
  const inside = { address: '172.20.0.3', cidr: '172.20.0.3/16', family: 'IPv4', internal: false };
  const interfaces = {
    lo: [{ address: '127.0.0.1', cidr: '127.0.0.1/8', family: 'IPv4', internal: true }],
    eth0: [{ address: '172.19.0.3', cidr: '172.19.0.3/16', family: 'IPv4', internal: false }],
    eth1: [inside, { address: 'fd00::3', cidr: 'fd00::3/64', family: 'IPv6', internal: false }],
  };
  assert.equal(beside({ address: '172.20.0.2', family: 4 }, interfaces), '172.20.0.3');
  assert.equal(beside({ address: 'fd00::2', family: 6 }, interfaces), 'fd00::3');
  assert.equal(beside({ address: '10.0.0.2', family: 4 }, interfaces), undefined);
  assert.equal(beside({ address: '127.0.0.1', family: 4 }, interfaces), undefined);
});

test('a loop that never ends is ended', async () => {
  const script = `require(${JSON.stringify(require.resolve('../watchdog.js'))}).watch(); setTimeout(() => { for (;;); }, 1500);`;
  const child = spawn(process.execPath, ['-e', script], { env: { ...process.env, DINRAIL_WATCHDOG_MS: '3000' } });
  let said = '';
  child.stderr.on('data', (data) => (said += data));
  const signal = await new Promise((done) => child.on('close', (_code, by) => done(by)));
  assert.equal(signal, 'SIGKILL');
  assert.match(said, /not let go/);
});
