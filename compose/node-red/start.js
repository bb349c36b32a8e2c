// Starts Node-RED in this very process, once it is known where to listen and whether its flows may run.
'use strict';

const { address } = require('./inside.js');
const { Crashes } = require('./crashes.js');
const { watch } = require('./watchdog.js');

const DOOR = process.env.DINRAIL_DOOR ?? 'nodered-door-inside';
const DATA = process.env.DINRAIL_DATA ?? '/data';

async function main() {
  process.env.DINRAIL_LISTEN = process.env.DINRAIL_LISTEN || (await address(DOOR));
  const crashes = new Crashes(DATA);
  if (crashes.begin()) {
    process.env.NODE_RED_ENABLE_SAFE_MODE = 'true';
    console.error('It has died three times within ten minutes: started without its flows. Repair them and deploy.');
  }
  process.on('exit', (code) => code === 0 && crashes.forget());
  watch();
  process.argv.push('--settings', require.resolve('./settings.js'), '--userDir', DATA);
  require('node-red/red.js');
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
