// A made-up PLC program as an adapter tells it: every kind of node, and one level with 5,000 elements.
const leaf = (name, iec, value, more = {}) => ({ name, kind: 'scalar', type: iec, iec, size: 4, value, ...more });
const part = (name, kind, type, children, more = {}) => ({ name, kind, type, size: 64, children, ...more });
const unit = (text) => ({ attributes: { unit: text } });
const MODES = { 0: 'Off', 1: 'Heat', 2: 'Cool', 3: 'Defrost' };

const cell = (index) =>
  part(`[${index}]`, 'structure', 'ST_Cell', [
    leaf('fVoltage', 'REAL', 3.29 + index / 1000, unit('V')),
    leaf('fTemperature', 'REAL', 21.5 + index / 10, unit('°C')),
    leaf('bBalancing', 'BOOL', index % 5 === 0),
  ]);

const battery = part(
  'fbBattery',
  'function block',
  'FB_Battery',
  [
    leaf('bEnable', 'BOOL', true, { writable: true, comment: 'Release by the operator' }),
    leaf('fSoc', 'LREAL', 62.4, { ...unit('%'), comment: 'State of charge' }),
    leaf('fPower', 'LREAL', -1843.5, { ...unit('W'), comment: 'Positive: charging' }),
    leaf('fChargeLimit', 'LREAL', 5000, { ...unit('W'), writable: true }),
    { ...leaf('eMode', 'INT', 1), kind: 'enum', type: 'E_Mode', texts: MODES, writable: true },
    leaf('tSinceFull', 'LTIME', 'P1DT4H12M'),
    part(
      'aCell',
      'array',
      'ARRAY [1..16] OF ST_Cell',
      Array.from({ length: 16 }, (_, index) => cell(index + 1)),
    ),
    { name: 'pNext', kind: 'pointer', type: 'POINTER TO FB_Battery', size: 8 },
    { name: 'refLog', kind: 'reference', type: 'REFERENCE TO FB_Logger', size: 8 },
  ],
  { comment: 'House battery in the cellar, 16 cells' },
);

const heating = part('fbHeating', 'function block', 'FB_Heating', [
  part(
    'aRoom',
    'array',
    'ARRAY [1..6] OF ST_Room',
    ['Wohnzimmer', 'Küche', 'Bad', 'Flur', 'Schlafzimmer', 'Werkstatt'].map((name, index) =>
      part(`[${index + 1}]`, 'structure', 'ST_Room', [
        leaf('sName', 'STRING', name, { type: 'STRING(80)' }),
        leaf('fTemperature', 'REAL', 19.5 + index / 3, unit('°C')),
        leaf('fSetpoint', 'REAL', 21, { ...unit('°C'), writable: true }),
        leaf('bValve', 'BOOL', index % 2 === 0),
      ]),
    ),
  ),
]);

const outdoor = part('stOutdoor', 'structure', 'ST_Weather', [
  leaf('fTemperature', 'REAL', 8.25, unit('°C')),
  leaf('fWind', 'REAL', 3.5, unit('m/s')),
  leaf('bRain', 'BOOL', false),
]);

const many = part(
  'aHistory',
  'array',
  'ARRAY [1..5000] OF REAL',
  Array.from({ length: 5000 }, (_, index) => leaf(`[${index + 1}]`, 'REAL', 20 + Math.sin(index / 50) * 5, unit('°C'))),
);

const space = (name, children) => ({ name, kind: 'namespace', children });

function placed(node, above) {
  const path = above === '' || node.name.startsWith('[') ? above + node.name : `${above}.${node.name}`;
  const children = node.children?.map((child) => placed(child, path));
  const tag = node.iec === undefined ? {} : { tag: path.replaceAll('[', '.').replaceAll(']', ''), writable: false };
  return { ...tag, ...node, path, ...(children ? { expandable: true, children } : {}) };
}

export const PROGRAM = [
  space('GVL_House', [outdoor, leaf('bLeak', 'BOOL', false, { comment: 'Sensor under the washing machine' })]),
  space('GVL_Log', [many]),
  space('MAIN', [battery, heating, leaf('nCycle', 'UDINT', 4711, { comment: 'Counts every cycle' })]),
].map((node) => placed(node, ''));

export const all = (nodes = PROGRAM) => nodes.flatMap((node) => [node, ...all(node.children ?? [])]);
const NODES = all();
export const LEAVES = NODES.filter(({ tag }) => tag !== undefined);
export const find = (path) => NODES.find((node) => node.path === path);
export const nodes = () => NODES;
