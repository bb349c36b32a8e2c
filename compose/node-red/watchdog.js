// A flow that never ends holds the one thread of JavaScript there is; another thread sees it and ends the process.
'use strict';

const { Worker, isMainThread, workerData } = require('node:worker_threads');
const { writeSync } = require('node:fs');

const LIMIT_MS = Number(process.env.DINRAIL_WATCHDOG_MS ?? 30_000);
const LOOK_MS = 1000;

/** Begin; the main thread counts, the other looks whether it still does. */
function watch() {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  setInterval(() => Atomics.add(beats, 0, 1), LOOK_MS).unref();
  new Worker(__filename, { workerData: beats }).unref();
}

function look(beats) {
  let seen = Atomics.load(beats, 0);
  let looks = 0;
  setInterval(() => {
    const now = Atomics.load(beats, 0);
    // Looks are counted, not time: a machine that slept has not looked either.
    looks = now === seen ? looks + 1 : 0;
    seen = now;
    if (looks * LOOK_MS < LIMIT_MS) return;
    writeSync(2, `a flow has not let go for ${LIMIT_MS / 1000} s: ended, to be started again\n`);
    process.kill(process.pid, 'SIGKILL');
  }, LOOK_MS);
}

if (!isMainThread) look(workerData);

module.exports = { watch };
