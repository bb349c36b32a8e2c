// Past values of points, thinned out to steps.
'use strict';

const { split } = require('../lib/contract.js');

const UNIT_MS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 };
const MAX_POINTS = 20;

module.exports = function register(RED) {
  function History(config) {
    RED.nodes.createNode(this, config);
    const server = RED.nodes.getNode(config.server);

    this.on('input', (msg, send, done) => {
      const query = async () => {
        if (!server) throw new Error(RED._('dinrail-history.error.server'));
        const wanted = config.address ? config.address.split(/[\s,]+/) : [msg.points ?? msg.topic].flat();
        const point = wanted.filter(Boolean).map((each) => split(each).join('.'));
        if (point.length === 0 || point.length > MAX_POINTS) throw new Error(RED._('dinrail-history.error.points'));
        const now = Date.now();
        const span = Number(config.span || 24) * (UNIT_MS[config.unit] ?? UNIT_MS.hours);
        return server.ask('GET', '/api/history', {
          point,
          from: msg.from ?? now - span,
          to: msg.to ?? now,
          step: msg.step ?? (config.step || 'auto'),
          fn: msg.fn ?? (config.fn || 'avg'),
          tz: Intl.DateTimeFormat().resolvedOptions().timeZone,
        });
      };
      this.status({ fill: 'blue', shape: 'ring', text: 'dinrail.status.asked' });
      query().then(
        (answer) => {
          const values = answer.series.flatMap((each) => each.values).filter((value) => value !== null).length;
          this.status({ fill: 'green', shape: 'dot', text: String(values) });
          send({ ...msg, payload: answer.series, history: { ...answer, series: undefined } });
          done();
        },
        (error) => {
          this.status({ fill: 'red', shape: 'dot', text: error.key ?? error.message });
          done(error);
        },
      );
    });
  }

  RED.nodes.registerType('dinrail-history', History);
};
