// What a Node-RED that belongs to DINrail is given by its container.
'use strict';

const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const USER = '__node-red';

/** Whether there is such a gift. */
const isOwn = () => Boolean(process.env.DINRAIL_SECRETS);

/** A secret as it lies there now: the gateway changes the API's at each of its starts. */
function secret(name) {
  try {
    return readFileSync(join(process.env.DINRAIL_SECRETS, name), 'utf8').trim();
  } catch {
    return '';
  }
}

/** Identity on the broker. */
const identity = () => ({ url: process.env.DINRAIL_BROKER, user: USER, password: secret('broker_password'), ca: '' });

/** Address of the API. */
const api = () => process.env.DINRAIL_API ?? '';

const root = () => process.env.DINRAIL_ROOT || 'smarthome';

module.exports = { api, identity, isOwn, root, secret };
