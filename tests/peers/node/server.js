// node server.js PORT: a Modbus TCP server of the npm package modbus-serial, unit 7, until it is killed.
// Input registers hold 1000 + address, inputs every fourth on; holding registers and coils what was written.
'use strict';
const { ServerTCP } = require('modbus-serial');

const SIZE = 100;
const holding = new Array(SIZE).fill(0);
const coils = new Array(SIZE).fill(false);

/** Throws what the package answers as exception 2. */
function known(address) {
  if (address >= SIZE) throw Object.assign(new Error('no such address'), { modbusErrorCode: 2 });
  return address;
}

const device = {
  getInputRegister: (address) => 1000 + known(address),
  getHoldingRegister: (address) => holding[known(address)],
  getDiscreteInput: (address) => known(address) % 4 === 0,
  getCoil: (address) => coils[known(address)],
  setRegister: (address, value) => {
    holding[known(address)] = value;
  },
  setCoil: (address, value) => {
    coils[known(address)] = value;
  },
};

const server = new ServerTCP(device, { host: '127.0.0.1', port: Number(process.argv[2]), unitID: 7 });
server.on('initialized', () => process.stdout.write('listening\n'));
server.on('socketError', () => {});
