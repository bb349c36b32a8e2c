// A value to a point, and what became of it.
'use strict';

const { Refusal, split, topic } = require('../lib/contract.js');

module.exports = function register(RED) {
  function Write(config) {
    RED.nodes.createNode(this, config);
    const server = RED.nodes.getNode(config.server);

    const write = async (address, value) => {
      const segments = split(address);
      if (value === undefined || value === null || typeof value === 'object' || Number.isNaN(value)) {
        throw new Refusal('bad_value', 'only a number, a text or true and false can be written');
      }
      if (!server?.link) throw new Refusal('broker_unreachable', RED._('dinrail-write.error.server'));
      const payload = JSON.stringify({ value, ts: Date.now() });
      const reply = await server.link.request(topic(`${server.root}/set`, segments), payload, segments[0]);
      if (reply?.ok === true) return reply.value ?? null;
      const { key = 'reply_malformed', message = 'the answer cannot be read', params = {} } = reply?.error ?? {};
      throw new Refusal(key, message || key, params);
    };

    this.on('input', (msg, send, done) => {
      const address = config.address || msg.topic;
      const tell = (result, fill, text) => {
        this.status({ fill, shape: 'dot', text });
        const { address: at, ok } = result;
        send([ok ? msg : null, { ...RED.util.cloneMessage(msg), topic: at, payload: result }]);
        done();
      };
      write(address, msg.payload).then(
        (value) => tell({ ok: true, address, value }, 'green', String(value ?? msg.payload)),
        (error) => {
          if (error instanceof Refusal) tell({ ok: false, address, error: error.plain() }, 'red', error.key);
          else done(error);
        },
      );
    });
  }

  RED.nodes.registerType('dinrail-write', Write);
};
