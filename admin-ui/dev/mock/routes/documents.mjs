// routing.json of the stand-in: a few told ones, then as many made-up ones as asked for.
const TOLD = [
  {
    id: 'battery-to-plc',
    name: 'Battery voltage to the PLC',
    from: 'inverter_1.dc.*.voltage',
    transform: 'scale(0.001) | round(2) | deadband(0.05)',
    to: ['plc.MAIN.aBattery.{1}.fVoltage', 'mqtt_ha.battery/{1}/voltage'],
  },
  { id: 'alarm', from: 'plc.MAIN.alarm_active', to: 'mqtt_ha.alarms/critical', enabled: false },
  {
    id: 'house-power',
    name: 'Hausleistung, Mittel über eine Minute',
    from: ['inverter_1.ac.power', 'meter_1.ac.power'],
    when: "value > 10 and point('inverter_1.enabled')",
    schedule: { days: 'mon-fri', from: '06:00', to: '22:00', tz: 'Europe/Berlin' },
    transform: 'avg(1m) | scale(0.001) | round(2)',
    to: 'calc.house.power_kw',
  },
  {
    id: 'meter-display',
    name: 'Zählerstand auf das Display im Flur',
    from: 'meter_1.energy.total',
    transform: 'scale(0.001) | round(1)',
    to: 'plc.MAIN.sDisplay',
  },
  {
    id: 'setpoint-pair',
    name: 'Begrenzung, beide Richtungen',
    from: 'plc.MAIN.fLimit',
    transform: 'scale(1000)',
    to: 'inverter_1.setpoint',
    bidirectional: true,
  },
  { id: 'calc-loop', name: 'Zähler im Kreis', from: 'calc.house.power_kw', to: 'mqtt_ha.house/power', max_rate: 20 },
  { from: 'inverter_1.temperature.heatsink', transform: [{ op: 'on_change' }], to: 'mqtt_ha.inverter/temperature' },
];
const WORDS = ['Speicher', 'Zähler', 'Wärmepumpe', 'Wallbox', 'Lüftung', 'PV-Feld'];

export function makeDocument(count, instances) {
  const ids = instances.length === 0 ? ['inverter_1'] : instances.map(({ id }) => id);
  const routes = Array.from({ length: count }, (_, index) => TOLD[index] ?? made(index, ids));
  const sources = count > 5 ? { plc: { connected: true, rate: 800 } } : {};
  return {
    version: 1,
    ...(count > 2 ? { pipelines: { mv: 'scale(0.001) | round(2)' }, sources } : {}),
    routes: structuredClone(routes),
  };
}

function made(index, ids) {
  const from = ids[index % ids.length];
  const to = ids[(index * 7 + 3) % ids.length];
  return {
    id: `route-${index + 1}`,
    name: `${WORDS[index % WORDS.length]} ${Math.floor(index / WORDS.length) + 1}`,
    from: `${from}.unit_${index % 40}.ac.power`,
    transform: ['scale(0.001) | round(2)', 'deadband(0.5)', 'avg(10s) | round(1)', ''][index % 4],
    to: index % 3 === 0 ? `calc.unit_${index}.power` : `${to}.mirror.unit_${index}`,
    ...(index % 11 === 4 ? { enabled: false } : {}),
  };
}

/** First segments of what routes read, literal ones only. */
export function sourcesOf(document) {
  const found = new Set(Object.keys(document.sources ?? {}));
  for (const route of document.routes) {
    for (const address of [route.from].flat()) {
      const first = String(address).split(/[./]/, 1)[0];
      if (!first.includes('*')) found.add(first);
    }
  }
  return [...found].toSorted();
}

export const labelOf = (route, index) => route.id ?? String(index + 1);

/** Routes that differ, by label; `mine` is of the first document. */
export function diffOf(mine, theirs) {
  const own = new Map(mine.routes.map((route, index) => [labelOf(route, index), { route, index }]));
  const other = new Map(theirs.routes.map((route, index) => [labelOf(route, index), { route, index }]));
  const found = [];
  for (const [label, { route, index }] of own) {
    const there = other.get(label);
    if (there === undefined) found.push({ route: label, kind: 'removed', mine: route });
    else if (JSON.stringify(there.route) !== JSON.stringify(route))
      found.push({ route: label, kind: 'changed', mine: route, theirs: there.route });
    else if (there.index !== index && own.size === other.size)
      found.push({ route: label, kind: 'moved', mine: route, theirs: there.route });
  }
  for (const [label, { route }] of other) if (!own.has(label)) found.push({ route: label, kind: 'added', theirs: route });
  return found;
}
