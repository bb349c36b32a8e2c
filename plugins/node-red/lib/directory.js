// What instances tell about their points, put together from its parts; only a complete revision counts.
'use strict';

const { parsed } = require('./contract.js');

const MAX_PARTS = 512;

class Directory {
  constructor() {
    this.revisions = new Map();
    this.points = new Map();
  }

  /** One part as it came; an empty payload clears nothing that is complete. */
  take(payload) {
    const piece = parsed(payload);
    if (typeof piece?.data !== 'string' || !(piece.parts > 0 && piece.parts <= MAX_PARTS)) return;
    const parts = this.revisions.get(piece.rev) ?? new Map();
    this.revisions.set(piece.rev, parts.set(piece.part, piece.data));
    // Two incomplete ones at most; the oldest gives way.
    if (this.revisions.size > 2) this.revisions.delete(this.revisions.keys().next().value);
    if (parts.size < piece.parts) return;
    this.revisions.delete(piece.rev);
    const text = Array.from({ length: piece.parts }, (_, at) => parts.get(at) ?? '').join('');
    const points = parsed(text);
    if (Array.isArray(points)) this.points = new Map(points.map((point) => [point.path, point]));
  }

  /** What is constant about a point, if it is known. */
  of(path) {
    return this.points.get(path);
  }
}

module.exports = { Directory };
