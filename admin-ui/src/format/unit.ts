const SIGNS: Record<string, string> = {
  degC: '°C',
  degF: '°F',
  deg: '°',
  Ohm: 'Ω',
  ohm: 'Ω',
  kOhm: 'kΩ',
  uA: 'µA',
  uV: 'µV',
  m2: 'm²',
  m3: 'm³',
  'm3/h': 'm³/h',
  'W/m2': 'W/m²',
  percent: '%',
};

/** A unit as people write it; tables of devices often have letters only. */
export const unitSign = (unit: string): string => SIGNS[unit] ?? unit;
