'use strict';

const assert = require('node:assert/strict');
const { once } = require('node:events');
const http = require('node:http');
const { after, afterEach, before, beforeEach, test } = require('node:test');
const helper = require('node-red-node-test-helper');
const mqtt = require('mqtt');

const BROKER = process.env.DINRAIL_TEST_BROKER;
const NODES = ['server', 'history', 'state', 'control'].map((name) => require(`../nodes/${name}.js`));
const SECRETS = { s: { user: 'flows', password: 'x', token: 'secret' } };
const SERIES = [{ point: 'meter_1.power', values: [1, null, 3] }];

helper.init(require.resolve('node-red'));
let gateway;
let bus;
let asked;
let broken;

before(async () => {
  bus = mqtt.connect(BROKER, { clientId: 'gateway', protocolVersion: 5 });
  await once(bus, 'connect');
  // Answers as the gateway does; what the real one makes of the same questions is tried on the whole stack.
  gateway = http.createServer((request, response) => {
    const url = new URL(request.url, 'http://gateway');
    const told = (code, body) => response.writeHead(code).end(JSON.stringify(body));
    asked.push({ method: request.method, path: url.pathname, query: url.searchParams });
    if (broken) request.socket.destroy();
    else if (request.headers.authorization !== 'Bearer secret') told(401, { error: { key: 'unauthenticated', message: 'log in' } });
    else if (url.pathname === '/api/history') told(200, { step: 60, series: SERIES });
    else if (url.pathname.includes('/meter_2/')) told(409, { error: { key: 'instance_busy', message: 'busy', params: {} } });
    else told(202, { job: 1 });
  });
  gateway.listen(0, '127.0.0.1');
  await once(gateway, 'listening');
});
after(async () => {
  gateway.close();
  gateway.closeAllConnections();
  await bus.endAsync(true);
});
beforeEach(() => {
  asked = [];
  broken = false;
});
afterEach(async () => {
  await helper.unload();
});

async function loaded(node, { secrets = SECRETS, api = `http://127.0.0.1:${gateway.address().port}` } = {}) {
  const server = { id: 's', type: 'dinrail-server', own: false, broker: BROKER, root: 'smarthome', api };
  const flow = [server, { id: 'n', server: 's', wires: [['h']], ...node }, { id: 'h', type: 'helper' }];
  await helper.load(NODES, flow, secrets);
  const { link } = helper.getNode('s');
  if (!link.connected) await once(link, 'up');
  const found = helper.getNode('n');
  const next = (wanted = () => true) =>
    new Promise((done) => helper.getNode('h').on('input', (msg) => wanted(msg) && done(msg)));
  const status = (wanted) =>
    new Promise((done) => found.on('call:status', ({ args: [shown] }) => wanted(shown) && done(shown)));
  return { node: found, next, status };
}

test('history: one question with the span, the token and what the message asks for', async () => {
  const { node, next } = await loaded({ type: 'dinrail-history', address: 'meter_1.power', span: '2', unit: 'days' });
  const answer = next();
  node.receive({ payload: '', fn: 'max' });
  const msg = await answer;
  assert.deepEqual([msg.payload, msg.history.step], [SERIES, 60]);
  const [{ path, query }] = asked;
  assert.deepEqual([path, query.getAll('point'), query.get('fn')], ['/api/history', ['meter_1.power'], 'max']);
  assert.equal(Number(query.get('to')) - Number(query.get('from')), 2 * 86_400_000);
});

test('history: what cannot be asked and a gateway that is away are told on the node', async () => {
  const { node, status } = await loaded({ type: 'dinrail-history', address: '' });
  const none = status(({ fill }) => fill === 'red');
  node.receive({ payload: '' });
  await none;
  assert.equal(asked.length, 0);
  broken = true;
  const away = status(({ text }) => text === 'gateway_unreachable');
  node.receive({ topic: 'meter_1.power' });
  await away;
});

test('history: without a right to ask the reason is the gateway’s', async () => {
  const secrets = { s: { ...SECRETS.s, token: 'wrong' } };
  const { node, status } = await loaded({ type: 'dinrail-history', address: 'meter_1.power' }, { secrets });
  const refused = status(({ text }) => text === 'unauthenticated');
  node.receive({ payload: '' });
  await refused;
});

test('state: each change once, all of them when asked, and gone when removed', async () => {
  const tell = (status) =>
    bus.publishAsync('dinrail/meter_1/status', status ? JSON.stringify({ status, ts: 1 }) : '', { retain: true, qos: 1 });
  await tell('running');
  const { node, next } = await loaded({ type: 'dinrail-state', instance: 'meter_1' });
  const heard = [];
  helper.getNode('h').on('input', ({ topic, payload }) => heard.push(`${topic} ${payload}`));
  const silent = next(({ payload }) => payload === 'silent');
  for (const status of ['running', 'running', 'silent']) await tell(status);
  await silent;
  assert.equal(heard.at(-1), 'meter_1 silent');
  assert.equal(heard.filter((each) => each === 'meter_1 running').length <= 1, true);
  const again = next();
  node.receive({ payload: '' });
  assert.equal((await again).payload, 'silent');
  await tell('');
});

test('control: what was done, and what was refused with the reason', async () => {
  const { node, next } = await loaded({ type: 'dinrail-control', instance: '', action: '' });
  const done = next(({ payload }) => payload.ok);
  node.receive({ topic: 'meter_1', payload: 'restart' });
  assert.deepEqual((await done).payload, { instance: 'meter_1', action: 'restart', ok: true });
  assert.deepEqual([asked[0].method, asked[0].path], ['POST', '/api/admin/instances/meter_1/restart']);
  for (const [topic, payload, key] of [
    ['meter_2', 'stop', 'instance_busy'],
    ['meter_1', 'explode', 'action_unknown'],
    ['../users', 'stop', 'address_invalid'],
  ]) {
    const refused = next((msg) => msg.payload.error?.key === key);
    node.receive({ topic, payload });
    assert.equal((await refused).payload.ok, false);
  }
  assert.equal(asked.length, 2, 'what is wrong here is not asked there');
});
