// Names, topics and messages of DINrail, as far as a reader and writer needs them.
'use strict';

const DEFAULT_REFRESH_S = 60;
const EXPIRY_S = 5;
const DELIVERING = new Set(['running', 'degraded']);
const INSTANCE = /^[a-z][a-z0-9_-]{0,31}$/;
const SEGMENT = /^(?:[^./+#*%\0]|%[0-9A-F]{2})+$/;
const MAX_ADDRESS = 1024;

/** An error with a stable key, as the gateway and adapters give them. */
class Refusal extends Error {
  constructor(key, message, params = {}) {
    super(message);
    this.key = key;
    this.params = params;
  }

  /** As it appears in a result. */
  plain() {
    return { key: this.key, message: this.message, params: this.params };
  }
}

/** `[instance, …path]` of an address; `/` separates like `.`. With `wild`, `*` is one segment and a last `**` the rest. */
function split(address, { wild = false } = {}) {
  const text = typeof address === 'string' ? address.trim().replaceAll('/', '.') : '';
  const segments = text.split('.');
  const sound = (segment, at) =>
    SEGMENT.test(segment) || (wild && (segment === '*' || (segment === '**' && at === segments.length - 1)));
  const first = segments[0];
  const instance = INSTANCE.test(first) || (wild && (first === '*' || first === '**'));
  if (text.length > MAX_ADDRESS || !instance || !segments.every(sound) || (segments.length < 2 && first !== '**')) {
    throw new Refusal('address_invalid', `"${text.slice(0, 64)}" is not an address like instance.point`, {
      address: text.slice(0, 64),
    });
  }
  return segments;
}

/** Topic or topic filter below a prefix. */
function topic(prefix, segments) {
  return [prefix, ...segments.map((each) => ({ '*': '+', '**': '#' })[each] ?? each)].join('/');
}

/** A sample `{value, ts, quality, reason}`; undefined when the payload is none. */
function sample(payload) {
  const found = parsed(payload);
  if (found === null || typeof found !== 'object' || Array.isArray(found)) return undefined;
  const { value, ts, quality = 'good' } = found;
  if (typeof value === 'object' && value !== null) return undefined;
  if (value === undefined || typeof ts !== 'number' || !['good', 'uncertain', 'bad'].includes(quality)) return undefined;
  return { value, ts, quality, reason: typeof found.reason === 'string' ? found.reason : (found.reason?.key ?? '') };
}

/** What may be believed of a sample now: its quality AND the instance's status AND its age. */
function qualityInEffect(of, status, now, refresh = DEFAULT_REFRESH_S) {
  if (of.quality === 'bad') return ['bad', of.reason || 'bad'];
  if (status !== undefined && status !== 'starting' && !DELIVERING.has(status)) return ['bad', `instance_${status}`];
  if (now - of.ts >= 3000 * refresh) return ['bad', 'stale'];
  if (status === 'starting') return ['uncertain', 'instance_starting'];
  return [of.quality, of.reason];
}

/** JSON, or undefined. */
function parsed(payload) {
  try {
    return JSON.parse(payload.toString());
  } catch {
    return undefined;
  }
}

module.exports = { DEFAULT_REFRESH_S, EXPIRY_S, INSTANCE, Refusal, parsed, qualityInEffect, sample, split, topic };
