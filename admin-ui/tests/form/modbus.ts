import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AdapterType } from '@/data/adapters/types';
import type { JsonSchema } from '@/form/schema';

/** The real Modbus adapter as it describes itself (made by `dev/describe.py`). */
export const MODBUS = JSON.parse(readFileSync(join(import.meta.dirname, '../../dev/mock/modbus.json'), 'utf8')) as AdapterType;
export const SCHEMA = MODBUS.schema as JsonSchema;

export const CONFIG = {
  endpoints: [{ host: '192.168.1.50' }],
  devices: [{ unit_id: 1, points: [{ name: 'ac.power', address: 10, type: 'int32', scale: 0.1 }] }],
};
