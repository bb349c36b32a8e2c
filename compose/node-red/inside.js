// Where to listen: only on the network that the door and Node-RED have for themselves. Node-RED asks nobody who they
// are, and on the other network there is everybody.
'use strict';

const { lookup } = require('node:dns/promises');
const { BlockList } = require('node:net');
const { networkInterfaces } = require('node:os');
const { setTimeout: sleep } = require('node:timers/promises');

const AGAIN_MS = 1000;

/** Own address in the network of `other`, or undefined. */
function beside(other, interfaces) {
  return Object.values(interfaces)
    .flat()
    .find(({ cidr, family, internal }) => {
      if (cidr === null || internal) return false;
      const [network, bits] = cidr.split('/');
      const list = new BlockList();
      list.addSubnet(network, Number(bits), family.toLowerCase());
      return list.check(other.address, `ipv${other.family}`);
    })?.address;
}

/** Own address that the door's inner name leads to; waits until there is one. */
async function address(door) {
  let told = false;
  for (;;) {
    const found = await lookup(door, { all: true }).catch(() => []);
    for (const one of found) {
      const own = beside(one, networkInterfaces());
      if (own !== undefined) return own;
    }
    if (!told) console.error(`waiting for ${door}`);
    told = true;
    await sleep(AGAIN_MS);
  }
}

module.exports = { address, beside };
