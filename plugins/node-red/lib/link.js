// One connection to the broker for everybody with the same identity: an identity of DINrail may connect once.
'use strict';

const { EventEmitter } = require('node:events');
const { randomUUID } = require('node:crypto');
const mqtt = require('mqtt');
const { EXPIRY_S, Refusal, parsed } = require('./contract.js');

const ANSWER_MS = (EXPIRY_S + 1) * 1000;
const MAX_UNDER_WAY = 200;
const NOBODY = 0x10;
const links = new Map();

/** Whether a topic belongs to a filter. */
function matches(filter, topic) {
  const wanted = filter.split('/');
  const levels = topic.split('/');
  for (const [at, level] of wanted.entries()) {
    if (level === '#') return true;
    if (at >= levels.length || (level !== '+' && level !== levels[at])) return false;
  }
  return wanted.length === levels.length;
}

class Link extends EventEmitter {
  constructor(identity) {
    super();
    this.setMaxListeners(0);
    this.identity = identity;
    this.users = 0;
    this.filters = new Map();
    this.retained = new Map();
    this.waiting = new Map();
    this.unheard = new Set();
    this.problem = '';
    this.client = mqtt.connect(identity.url, {
      protocolVersion: 5,
      clientId: identity.user,
      username: identity.user,
      password: identity.password,
      clean: true,
      keepalive: 10,
      // Nothing is kept for later: an old command is never executed late.
      queueQoSZero: false,
      resubscribe: false,
      reconnectPeriod: 2000,
      connectTimeout: 10_000,
      ...(identity.ca ? { ca: [identity.ca] } : {}),
    });
    this.client.on('connect', () => this.up());
    this.client.on('close', () => this.down());
    this.client.on('error', (error) => this.failed(error));
    // The library keeps to itself that a request was taken but has no reader.
    this.client.on('packetreceive', ({ cmd, reasonCode, messageId }) => {
      if (cmd === 'puback' && reasonCode === NOBODY) this.unheard.add(messageId);
    });
    this.client.on('message', (topic, payload, packet) => this.take(topic, payload, packet));
  }

  get connected() {
    return this.client.connected;
  }

  /** Hear a filter; returns the way to hear it no more. What is retained comes to each newly. */
  subscribe(filter, handler) {
    const entry = { handler };
    const entries = this.filters.get(filter) ?? [];
    this.filters.set(filter, [...entries, entry]);
    // Also for the second of one filter: only the broker knows what is retained.
    if (this.connected) this.client.subscribe(filter, { qos: 0 }, (error) => error && this.failed(error));
    return () => {
      const left = (this.filters.get(filter) ?? []).filter((each) => each !== entry);
      if (left.length > 0) this.filters.set(filter, left);
      else if (this.filters.delete(filter) && this.connected) this.client.unsubscribe(filter);
    };
  }

  /** Ask on a topic, answered on `dinrail/<instance>/reply/<user>/write`; rejects with a Refusal. */
  request(topic, payload, instance) {
    if (!this.connected) {
      throw new Refusal('broker_unreachable', this.problem || 'not connected to the broker');
    }
    if (this.waiting.size >= MAX_UNDER_WAY) throw new Refusal('too_many_writes', 'too many writes are under way');
    const mark = randomUUID();
    return new Promise((resolve, reject) => {
      const end = (action, outcome) => {
        clearTimeout(timer);
        if (this.waiting.delete(mark)) action(outcome);
      };
      const timer = setTimeout(() => {
        end(reject, new Refusal('no_answer', `no answer from ${instance}; whether it was written is unknown`, { instance }));
      }, ANSWER_MS);
      this.waiting.set(mark, { resolve: (reply) => end(resolve, reply), reject: (error) => end(reject, error) });
      const properties = {
        responseTopic: `dinrail/${instance}/reply/${this.identity.user}/write`,
        correlationData: Buffer.from(mark),
        messageExpiryInterval: EXPIRY_S,
      };
      this.client.publish(topic, payload, { qos: 1, properties }, (error, packet) => {
        if (error) end(reject, new Refusal('not_sent', error.message));
        else if (this.unheard.delete(packet?.messageId)) {
          end(reject, new Refusal('instance_not_running', `${instance} does not listen`, { instance }));
        }
      });
    });
  }

  up() {
    this.problem = '';
    // Small packets wait 40 ms for each other otherwise.
    this.client.stream.setNoDelay?.(true);
    for (const filter of [...this.filters.keys(), `dinrail/+/reply/${this.identity.user}/#`]) {
      this.client.subscribe(filter, { qos: 0 }, (error) => error && this.failed(error));
    }
    this.emit('up');
  }

  down() {
    this.unheard.clear();
    for (const { reject } of [...this.waiting.values()]) {
      reject(new Refusal('no_answer', 'the broker was lost; whether it was written is unknown'));
    }
    this.emit('down');
  }

  failed(error) {
    this.problem = error.message;
    this.emit('problem', error.message);
  }

  take(topic, payload, packet) {
    if (topic.startsWith('dinrail/') && topic.includes(`/reply/${this.identity.user}/`)) {
      this.waiting.get(packet.properties?.correlationData?.toString() ?? '')?.resolve(parsed(payload));
      return;
    }
    for (const [filter, entries] of this.filters) {
      if (matches(filter, topic)) for (const { handler } of entries) handler(topic, payload);
    }
  }
}

/** The link of an identity, made when there is none; give it back with `release`. */
function acquire(identity) {
  const key = JSON.stringify([identity.url, identity.user, identity.password, identity.ca]);
  const link = links.get(key) ?? new Link(identity);
  links.set(key, link);
  link.users += 1;
  return {
    link,
    release: () => {
      link.users -= 1;
      if (link.users > 0) return Promise.resolve();
      links.delete(key);
      return new Promise((done) => link.client.end(true, {}, () => done()));
    },
  };
}

module.exports = { acquire, matches };
