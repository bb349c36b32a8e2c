'use strict';

const assert = require('node:assert/strict');
const { once } = require('node:events');
const { after, afterEach, before, test } = require('node:test');
const helper = require('node-red-node-test-helper');
const mqtt = require('mqtt');

const BROKER = process.env.DINRAIL_TEST_BROKER;
const NODES = ['server', 'read', 'write'].map((name) => require(`../nodes/${name}.js`));
const SERVER = { id: 's', type: 'dinrail-server', own: false, broker: BROKER, root: 'smarthome' };
const SECRETS = { s: { user: 'flows', password: 'x' } };

helper.init(require.resolve('node-red'));
let adapter;

before(async () => {
  adapter = mqtt.connect(BROKER, { clientId: 'meter_1', protocolVersion: 5 });
  await once(adapter, 'connect');
  await adapter.subscribeAsync('smarthome/set/meter_1/limit');
  adapter.on('message', (_topic, payload, { properties }) => {
    const { value } = JSON.parse(payload);
    const refused = { ok: false, error: { key: 'out_of_range', message: 'too much' } };
    const answer = value > 100 ? refused : { ok: true, value };
    adapter.publish(properties.responseTopic, JSON.stringify(answer), { properties: { correlationData: properties.correlationData } });
  });
});
after(() => adapter.endAsync(true));
afterEach(async () => {
  await helper.unload();
});

async function loaded(nodes) {
  await helper.load(NODES, [SERVER, ...nodes], SECRETS);
  const { link } = helper.getNode('s');
  if (!link.connected) await once(link, 'up');
}

const next = (id, wanted) =>
  new Promise((done) => helper.getNode(id).on('input', (msg) => wanted(msg) && done(msg)));
const tell = (path, quality = 'good') =>
  adapter.publishAsync(`smarthome/meter_1/${path}`, JSON.stringify({ value: 5, ts: Date.now(), quality }), { retain: true });

test('a value is read with its quality, and what becomes bad is told', async () => {
  await tell('power');
  await loaded([
    { id: 'r', type: 'dinrail-read', server: 's', address: 'meter_1.*', wires: [['h']] },
    { id: 'h', type: 'helper' },
  ]);
  const good = next('h', ({ quality }) => quality === 'good');
  const bad = next('h', ({ quality }) => quality === 'bad');
  await tell('power');
  const { topic, payload } = await good;
  assert.deepEqual([topic, payload], ['meter_1.power', 5]);
  await tell('power', 'bad');
  assert.equal((await bad).topic, 'meter_1.power');
});

test('a write is acknowledged with what was read back, or refused with the reason', async () => {
  await loaded([
    { id: 'w', type: 'dinrail-write', server: 's', address: 'meter_1.limit', wires: [['passed'], ['result']] },
    { id: 'passed', type: 'helper' },
    { id: 'result', type: 'helper' },
  ]);
  const passed = next('passed', () => true);
  const taken = next('result', ({ payload }) => payload.ok);
  helper.getNode('w').receive({ payload: 42 });
  assert.deepEqual((await taken).payload, { ok: true, address: 'meter_1.limit', value: 42 });
  assert.equal((await passed).payload, 42);
  const refused = next('result', ({ payload }) => !payload.ok);
  helper.getNode('w').receive({ payload: 1000 });
  assert.equal((await refused).payload.error.key, 'out_of_range');
});

test('what nobody listens to and what is no value is refused at once', async () => {
  await loaded([
    { id: 'w', type: 'dinrail-write', server: 's', address: '', wires: [[], ['result']] },
    { id: 'result', type: 'helper' },
  ]);
  for (const [topic, payload, key] of [
    ['gone.point', 1, 'instance_not_running'],
    ['meter_1.limit', { a: 1 }, 'bad_value'],
    ['nowhere', 1, 'address_invalid'],
  ]) {
    const result = next('result', (msg) => msg.topic === topic);
    helper.getNode('w').receive({ topic, payload });
    assert.equal((await result).payload.error.key, key);
  }
});
