// Where DINrail is and as whom: one connection and one token for all nodes that use it.
'use strict';

const { call } = require('../lib/api.js');
const { Refusal } = require('../lib/contract.js');
const { acquire } = require('../lib/link.js');
const own = require('../lib/own.js');

module.exports = function register(RED) {
  function Server(config) {
    RED.nodes.createNode(this, config);
    const mine = config.own !== false && own.isOwn();
    const typed = this.credentials ?? {};
    this.root = mine ? own.root() : config.root || 'smarthome';
    this.ask = (method, path, query) => {
      const token = typed.token || (mine ? own.secret('api_token') : '');
      const base = mine ? own.api() : config.api;
      if (!base) return Promise.reject(new Refusal('api_missing', RED._('dinrail-server.error.api')));
      return call({ base, token, ca: config.ca }, method, path, query);
    };
    const identity = mine
      ? own.identity()
      : { url: config.broker, user: typed.user, password: typed.password, ca: config.ca };
    if (!/^(mqtts?|wss?):\/\//.test(identity.url ?? '') || !identity.user) {
      this.error(RED._('dinrail-server.error.broker'));
      return;
    }
    const { link, release } = acquire(identity);
    this.link = link;
    const told = { problem: '' };
    const problem = (message) => {
      // Told once, not with each attempt.
      if (message !== told.problem) this.warn(message);
      told.problem = message;
    };
    const up = () => (told.problem = '');
    link.on('problem', problem).on('up', up);
    this.on('close', (done) => {
      link.off('problem', problem).off('up', up);
      release().then(done, done);
    });
  }

  RED.nodes.registerType('dinrail-server', Server, {
    credentials: { user: { type: 'text' }, password: { type: 'password' }, token: { type: 'password' } },
  });

  const guarded = RED.auth.needsPermission('dinrail.read');

  RED.httpAdmin.get('/dinrail/own', guarded, (_request, response) => response.json({ own: own.isOwn() }));

  // What pickers ask; a server that is not deployed yet can only be the own one.
  const picker = (path, query) => (request, response) => {
    const node = RED.nodes.getNode(request.params.server);
    const ask =
      node?.ask ??
      ((...question) =>
        own.isOwn()
          ? call({ base: own.api(), token: own.secret('api_token') }, ...question)
          : Promise.reject(new Refusal('not_deployed', RED._('dinrail-server.error.deploy'))));
    ask('GET', path, query(request.query)).then(
      (answer) => response.json(answer),
      (error) => response.status(502).json({ error: { key: error.key ?? 'error', message: error.message } }),
    );
  };
  // The API cannot look for writable ones alone; the picker leaves out the others.
  const words = ({ search, writable }) => ({ search: String(search ?? '').slice(0, 200), limit: writable ? 1000 : 50 });
  RED.httpAdmin.get('/dinrail/:server/points', guarded, picker('/api/points', words));
  RED.httpAdmin.get('/dinrail/:server/instances', guarded, picker('/api/instances', () => ({})));
};
