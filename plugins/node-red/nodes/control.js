// Starts, stops and restarts an instance; the token in the server decides whether it may.
'use strict';

const { INSTANCE, Refusal } = require('../lib/contract.js');

const ACTIONS = ['start', 'stop', 'restart', 'reactivate'];

module.exports = function register(RED) {
  function Control(config) {
    RED.nodes.createNode(this, config);
    const server = RED.nodes.getNode(config.server);

    const act = async (instance, action) => {
      if (!INSTANCE.test(instance ?? '')) throw new Refusal('address_invalid', RED._('dinrail-control.error.instance'));
      if (!ACTIONS.includes(action)) throw new Refusal('action_unknown', RED._('dinrail-control.error.action'));
      if (!server) throw new Refusal('api_missing', RED._('dinrail-control.error.server'));
      return server.ask('POST', `/api/admin/instances/${instance}/${action}`);
    };

    this.on('input', (msg, send, done) => {
      const instance = config.instance || msg.topic;
      const action = config.action || msg.payload;
      const tell = (result, fill, text) => {
        this.status({ fill, shape: 'dot', text });
        send({ ...msg, topic: instance, payload: { instance, action, ...result } });
        done();
      };
      act(instance, action).then(
        () => tell({ ok: true }, 'green', `${action} ${instance}`),
        (error) => {
          if (error instanceof Refusal) tell({ ok: false, error: error.plain() }, 'red', error.key);
          else done(error);
        },
      );
    });
  }

  RED.nodes.registerType('dinrail-control', Control);
};
