import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const modbus = JSON.parse(readFileSync(join(import.meta.dirname, 'modbus.json'), 'utf8'));

/** Made up, to see every kind of field: secrets, alternatives, lists, optional objects. */
const mqtt = {
  type: 'mqtt',
  kind: 'adapter',
  version: '0.1.0',
  title: { en: 'MQTT broker', de: 'MQTT-Broker' },
  description: {
    en: 'Topics of another broker, for example Home Assistant or Zigbee2MQTT.',
    de: 'Topics eines anderen Brokers, zum Beispiel Home Assistant oder Zigbee2MQTT.',
  },
  icon: 'mqtt',
  host: [],
  calls: {},
  limits: { cpu: 0.25, memory_mb: 48, pids: 16, packets_per_s: 500 },
  schema: {
    $ref: '#/$defs/MqttConfig',
    $defs: {
      MqttConfig: {
        title: 'MqttConfig',
        type: 'object',
        additionalProperties: false,
        required: ['host'],
        properties: {
          host: {
            title: 'Host',
            description: 'Name or IP address.',
            type: 'string',
            minLength: 1,
            examples: ['homeassistant.local'],
          },
          port: { title: 'Port', type: 'integer', minimum: 1, maximum: 65535, default: 1883 },
          user: { title: 'User', type: 'string', default: '' },
          password: { title: 'Password', type: 'string', 'x-secret': true, writeOnly: true, default: '' },
          tls: { title: 'Encrypt', type: 'boolean', default: false, 'x-restart': true },
          topics: {
            title: 'Topics',
            description: 'Filters to subscribe to.',
            type: 'array',
            items: { type: 'string', minLength: 1 },
            minItems: 1,
            default: ['#'],
          },
          payload: {
            title: 'Payload',
            anyOf: [{ $ref: '#/$defs/Json' }, { $ref: '#/$defs/Plain' }, { type: 'null' }],
            default: null,
          },
          names: { title: 'Names', type: 'object', additionalProperties: { type: 'string' }, default: {} },
          keepalive: {
            title: 'Keepalive',
            'x-unit': 's',
            'x-advanced': true,
            type: 'integer',
            minimum: 5,
            maximum: 600,
            default: 60,
          },
          certificate: { title: 'CA certificate', 'x-multiline': true, 'x-advanced': true, type: 'string', default: '' },
        },
      },
      Json: {
        title: 'Json',
        type: 'object',
        required: ['type'],
        additionalProperties: false,
        properties: { type: { enum: ['json'] }, path: { title: 'Path', type: 'string', default: '' } },
      },
      Plain: {
        title: 'Plain',
        type: 'object',
        required: ['type'],
        additionalProperties: false,
        properties: {
          type: { enum: ['plain'] },
          decimals: { title: 'Decimals', anyOf: [{ type: 'integer', minimum: 0, maximum: 9 }, { type: 'null' }], default: null },
        },
      },
    },
  },
  locales: {
    de: {
      '/host': { title: 'Host', description: 'Name oder IP-Adresse.' },
      '/user': { title: 'Benutzer' },
      '/password': { title: 'Passwort' },
      '/tls': { title: 'Verschlüsseln' },
      '/topics': { title: 'Topics', description: 'Filter, die abonniert werden.' },
      '/payload': { title: 'Nutzlast', enum: { json: 'JSON', plain: 'einfacher Wert' } },
      '/payload/path': { title: 'Pfad' },
      '/payload/decimals': { title: 'Nachkommastellen' },
      '/names': { title: 'Namen' },
      '/certificate': { title: 'CA-Zertifikat' },
    },
  },
  image: 'ready',
  problem: null,
};

/** The adapter's own sentences; where only this folder is at hand there are none. */
const sentences = (language) => {
  const root = process.env.DINRAIL_REPO ?? join(import.meta.dirname, '../../..');
  const file = join(root, `services/ads/locales/${language}.reasons.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
};

const ads = {
  ...mqtt,
  type: 'ads',
  title: { en: 'Beckhoff ADS', de: 'Beckhoff ADS' },
  description: { en: 'TwinCAT PLCs with all their symbols.', de: 'TwinCAT-Steuerungen mit allen Symbolen.' },
  icon: 'plc',
  calls: { search: 'viewer', overview: 'viewer', selection: 'viewer', selected: 'viewer', info: 'viewer' },
  schema: null,
  locales: { 'de.reasons': sentences('de'), 'en.reasons': sentences('en') },
  image: 'building',
};

export const TYPES = [modbus, mqtt, ads];
