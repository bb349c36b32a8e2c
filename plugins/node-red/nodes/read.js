// Samples of a point, or of all that a pattern names, with the quality that holds now.
'use strict';

const { Directory } = require('../lib/directory.js');
const { parsed, qualityInEffect, sample, split, topic } = require('../lib/contract.js');
const { light } = require('../lib/light.js');

const LOOK_MS = 5000;

module.exports = function register(RED) {
  function Read(config) {
    RED.nodes.createNode(this, config);
    const server = RED.nodes.getNode(config.server);
    const link = server?.link;
    let segments;
    try {
      segments = split(config.address, { wild: true });
    } catch (error) {
      this.status({ fill: 'red', shape: 'ring', text: error.message });
      this.error(error.message);
      return;
    }
    if (!link) {
      this.status({ fill: 'red', shape: 'ring', text: 'dinrail.status.no_server' });
      return;
    }
    const prefix = `${server.root}/`;
    const seen = new Map();
    const statuses = new Map();
    const directories = new Map();
    const whose = segments[0] === '**' ? '*' : segments[0];

    const message = (address, { last, effect: [quality, reason], point }) => ({
      topic: address,
      payload: last.value,
      quality,
      reason,
      ts: last.ts,
      ...(point?.unit ? { unit: point.unit } : {}),
    });
    const judge = (address, entry, fresh) => {
      const [instance, ...path] = address.split('.');
      entry.point = directories.get(instance)?.of(path.join('.'));
      const effect = qualityInEffect(entry.last, statuses.get(instance), Date.now(), entry.point?.refresh);
      const changed = effect[0] !== entry.effect?.[0] || !Object.is(entry.last.value, entry.sent);
      entry.effect = effect;
      if (!changed && !(fresh && config.every)) return;
      entry.sent = entry.last.value;
      if (effect[0] !== 'bad' || config.bad !== false) this.send(message(address, entry));
      light(this, link, effect[0], entry.last.value, entry.point?.unit);
    };
    const judgeAll = (instance) => {
      for (const [address, entry] of seen) {
        if (instance === undefined || address.startsWith(`${instance}.`)) judge(address, entry, false);
      }
    };

    const ends = [
      link.subscribe(topic('dinrail', [whose, 'status']), (at, payload) => {
        const instance = at.split('/')[1];
        const status = parsed(payload)?.status;
        if (status === undefined) statuses.delete(instance);
        else statuses.set(instance, status);
        judgeAll(instance);
      }),
      link.subscribe(topic('dinrail', [whose, 'points', '**']), (at, payload) => {
        const instance = at.split('/')[1];
        if (!directories.has(instance)) directories.set(instance, new Directory());
        directories.get(instance).take(payload);
      }),
      link.subscribe(topic(server.root, segments), (at, payload) => {
        const address = at.slice(prefix.length).replaceAll('/', '.');
        if (payload.length === 0) {
          seen.delete(address);
          return;
        }
        const last = sample(payload);
        if (last === undefined) return;
        const entry = seen.get(address) ?? {};
        entry.last = last;
        seen.set(address, entry);
        judge(address, entry, true);
      }),
    ];
    const away = () => light(this, link);
    link.on('down', away).on('up', away);
    away();
    const timer = setInterval(() => judgeAll(), LOOK_MS);

    // Asked for what is known now.
    this.on('input', (msg, send, done) => {
      for (const [address, entry] of seen) send({ ...msg, ...message(address, entry) });
      done();
    });
    this.on('close', (done) => {
      clearInterval(timer);
      link.off('down', away).off('up', away);
      for (const end of ends) end();
      done();
    });
  }

  RED.nodes.registerType('dinrail-read', Read);
};
