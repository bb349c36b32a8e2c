// Remembers starts that did not end well. What a flow does to Node-RED it does again after the next start, so after
// three of them in a row it starts without flows.
'use strict';

const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const WINDOW_MS = 10 * 60 * 1000;
const LIMIT = 3;

class Crashes {
  constructor(folder, now = Date.now) {
    this.folder = join(folder, '.dinrail');
    this.file = join(this.folder, 'starts.json');
    this.now = now;
  }

  /** A start; true when those before it say that it must be a safe one. */
  begin() {
    const now = this.now();
    const before = this.read().filter((at) => at <= now && now - at < WINDOW_MS);
    this.write([...before, now]);
    setTimeout(() => this.forget(), WINDOW_MS).unref();
    return before.length >= LIMIT;
  }

  /** It ended as it should, or has run long enough. */
  forget() {
    this.write([]);
  }

  read() {
    try {
      const found = JSON.parse(readFileSync(this.file, 'utf8'));
      return Array.isArray(found) ? found.filter((at) => typeof at === 'number') : [];
    } catch {
      return [];
    }
  }

  write(starts) {
    try {
      mkdirSync(this.folder, { recursive: true });
      writeFileSync(this.file, JSON.stringify(starts));
    } catch (error) {
      console.error(`starts are not counted: ${error.message}`);
    }
  }
}

module.exports = { Crashes, LIMIT, WINDOW_MS };
