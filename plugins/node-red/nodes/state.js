// How instances are: one message for each change.
'use strict';

const { parsed, topic } = require('../lib/contract.js');

const FILL = { running: 'green', degraded: 'yellow', starting: 'yellow', stopped: 'grey', panic: 'red' };

module.exports = function register(RED) {
  function State(config) {
    RED.nodes.createNode(this, config);
    const link = RED.nodes.getNode(config.server)?.link;
    if (!link) {
      this.status({ fill: 'red', shape: 'ring', text: 'dinrail.status.no_server' });
      return;
    }
    const seen = new Map();
    const message = (instance) => {
      const { status, reason = null, since = null } = seen.get(instance);
      return { topic: instance, payload: status, reason, since };
    };
    const end = link.subscribe(topic('dinrail', [config.instance || '*', 'status']), (at, payload) => {
      const instance = at.split('/')[1];
      const found = parsed(payload);
      if (typeof found?.status !== 'string') {
        seen.delete(instance);
        return;
      }
      const before = seen.get(instance);
      seen.set(instance, found);
      if (before?.status === found.status && before?.reason?.key === found.reason?.key) return;
      const text = config.instance ? found.status : `${instance}: ${found.status}`;
      this.status({ fill: FILL[found.status] ?? 'red', shape: 'dot', text });
      this.send(message(instance));
    });
    const away = () => this.status({ fill: 'grey', shape: 'ring', text: 'dinrail.status.away' });
    link.on('down', away);
    if (!link.connected) away();

    this.on('input', (msg, send, done) => {
      for (const instance of seen.keys()) send({ ...msg, ...message(instance) });
      done();
    });
    this.on('close', (done) => {
      link.off('down', away);
      end();
      done();
    });
  }

  RED.nodes.registerType('dinrail-state', State);
};
