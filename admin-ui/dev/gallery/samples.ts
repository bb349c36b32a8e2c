import type { PointView, Scalar } from '@/data/points/types';
import type { Binding, LiveValue } from '@/widgets/contract';

const point = (address: string, more: Partial<PointView>): PointView => ({
  address,
  instance: address.split('.', 1)[0] ?? '',
  path: address.split('.').slice(1).join('.'),
  type: 'REAL',
  unit: '',
  description: '',
  min: null,
  max: null,
  texts: {},
  writable: false,
  value: null,
  ts: null,
  quality: 'good',
  reason: null,
  ...more,
});

export interface Sample {
  binding: Binding;
  point: PointView;
  value: Scalar;
}

const sample = (source: string, value: Scalar, more: Partial<PointView> = {}, label = ''): Sample => ({
  binding: { source, label },
  point: point(source, { value, ...more }),
  value,
});

const BOOL = { type: 'BOOL' };
const WRITABLE = { writable: true };
const MODES = { texts: { 0: 'Aus', 1: 'Heizen', 2: 'Kühlen', 3: 'Lüften' }, type: 'UINT' };

/** What each type is shown with: bindings and options. */
export const SAMPLES: Record<string, { bindings: Record<string, Sample>; options?: Record<string, unknown> }> = {
  value: { bindings: { value: sample('inverter_1.ac.power', 3482.4, { unit: 'W' }) }, options: { decimals: 0 } },
  gauge: {
    bindings: { value: sample('inverter_1.temperature.heatsink', 47.2, { unit: '°C' }, 'Kühlkörper') },
    options: {
      min: 0,
      max: 90,
      decimals: 1,
      thresholds: [
        { at: 0, tone: 'ok' },
        { at: 60, tone: 'warn' },
        { at: 75, tone: 'bad' },
      ],
    },
  },
  bar: {
    bindings: {
      value_1: sample('inverter_1.dc.string_1.power', 2310, { unit: 'W' }, 'String Süd'),
      value_2: sample('inverter_1.dc.string_2.power', 1172, { unit: 'W' }, 'String West'),
      value_3: sample('inverter_1.dc.string_3.power', -240, { unit: 'W' }, 'Standby'),
    },
    options: { decimals: 0 },
  },
  chart: {
    bindings: {
      series_1: sample('inverter_1.ac.power', 3482, { unit: 'W' }, 'Leistung'),
      series_2: sample('inverter_1.temperature.heatsink', 47, { unit: '°C' }, 'Kühlkörper'),
      series_3: sample('inverter_1.dc.string_1.power', 2310, { unit: 'W' }, 'String Süd'),
    },
    options: {
      series: [
        { binding: 'series_1', style: 'area' },
        { binding: 'series_2', axis: 'right', style: 'step' },
      ],
      thresholds: [{ at: 5000, tone: 'warn' }],
    },
  },
  sparkline: {
    bindings: { value: sample('inverter_1.ac.power', 3482, { unit: 'W' }) },
    options: { style: 'area', range: '6h', decimals: 0 },
  },
  light: { bindings: { value: sample('inverter_1.enabled', true, BOOL) }, options: { on_text: 'Speist ein', off_text: 'Aus' } },
  switch: { bindings: { value: sample('inverter_1.enabled', true, { ...BOOL, ...WRITABLE }) } },
  button: {
    bindings: { value: sample('inverter_1.enabled', false, { ...BOOL, ...WRITABLE }) },
    options: { label: 'Tor öffnen', confirm: true },
  },
  slider: { bindings: { value: sample('inverter_1.setpoint', 3000, { ...WRITABLE, unit: 'W', min: 0, max: 5000 }) } },
  setpoint: {
    bindings: {
      value: sample('inverter_1.setpoint', 21.5, { ...WRITABLE, unit: '°C', min: 5, max: 30 }),
      actual: sample('inverter_1.temperature.heatsink', 20.9, { unit: '°C' }),
    },
    options: { step: 0.5, decimals: 1, presets: [18, 21, 23] },
  },
  select: { bindings: { value: sample('plc.mode', 1, { ...MODES, ...WRITABLE }) } },
  text: {
    bindings: { value_1: sample('inverter_1.ac.power', 3482.4, { unit: 'W' }) },
    options: {
      text: '# Keller\nDie Anlage liefert **{{value_1}}** an das Haus.\n\n- Zähler im Flur\n- [Anleitung](https://example.org/)\n\n> Wartung im März',
    },
  },
  table: {
    bindings: {
      row_1: sample('inverter_1.ac.power', 3482.4, { unit: 'W' }, 'Leistung'),
      row_2: sample('inverter_1.ac.l1.voltage', 231.7, { unit: 'V' }, 'Spannung L1'),
      row_3: sample('inverter_1.ac.frequency', 49.98, { unit: 'Hz' }, 'Netzfrequenz'),
      row_4: sample('inverter_1.status', 4, { type: 'UINT', texts: { 4: 'speist ein' } }, 'Zustand'),
    },
  },
  alarms: {
    bindings: {
      alarm_1: sample('plc.leak', true, BOOL, 'Wassermelder Waschküche'),
      alarm_2: sample('bt_1.left.alarms', 'cell_undervoltage, imbalance?', { type: 'STRING' }, 'Batterie links'),
      alarm_3: sample('plc.door', false, BOOL, 'Kellertür'),
    },
  },
  battery: {
    bindings: {
      soc: sample('bt.left.soc', 62, { unit: '%' }),
      voltage: sample('bt.left.voltage', 52.84, { unit: 'V' }),
      current: sample('bt.left.current', -38.4, { unit: 'A' }),
      power: sample('bt.left.power', -2029, { unit: 'W' }),
      temperature: sample('bt.left.temperature', 24, { unit: '°C' }),
      ...Object.fromEntries(
        Array.from({ length: 16 }, (_, at) => [
          `cell_${at + 1}`,
          sample(`bt.left.cells.${at + 1}.voltage`, at === 4 ? 3.289 : at === 11 ? 3.323 : 3.3 + (at % 5) / 1000, { unit: 'V' }),
        ]),
      ),
    },
    options: { whole: false },
  },
  energy_flow: {
    bindings: {
      pv_1: sample('inverter_1.ac.power', 6.42, { unit: 'kW' }),
      grid: sample('meter_1.power', -1310, { unit: 'W' }),
      battery: sample('bt.left.power', 2029, { unit: 'W' }),
      battery_soc: sample('bt.left.soc', 62, { unit: '%' }),
      wallbox_1: sample('wallbox.power', 1400, { unit: 'W' }),
    },
  },
  energy_balance: {
    bindings: {
      pv_1: sample('inverter_1.ac.power', 6.42, { unit: 'kW' }),
      grid: sample('meter_1.power', -1310, { unit: 'W' }),
      battery: sample('bt.left.power', 2029, { unit: 'W' }),
    },
  },
  heatmap: { bindings: { value: sample('inverter_1.ac.power', 3482, { unit: 'W' }) }, options: { days: 10, decimals: 0 } },
  plan: {
    bindings: {
      point_1: sample('plc.living.temperature', 21.4, { unit: '°C' }, 'Wohnzimmer'),
      point_2: sample('plc.kitchen.light', true, BOOL, 'Küche'),
      point_3: sample('plc.hall.temperature', 18.9, { unit: '°C' }, 'Flur'),
    },
    options: {
      image: `data:image/svg+xml;base64,${btoa('<svg xmlns="http://www.w3.org/2000/svg" width="640" height="400" viewBox="0 0 640 400"><rect width="640" height="400" fill="#e8edf1"/><path d="M20 20H620V380H20ZM340 20V230H620M340 380V300M20 240H230" fill="none" stroke="#596671" stroke-width="8"/></svg>')}`,
      about: 'Grundriss',
      places: [
        { binding: 'point_1', x: 27, y: 30 },
        { binding: 'point_2', x: 75, y: 28, show: 'light', label: 'Licht' },
      ],
    },
  },
  embed: { bindings: {}, options: { url: `${location.origin}/favicon.svg`, kind: 'image' } },
};

export type State = 'good' | 'uncertain' | 'stale' | 'none' | 'unbound' | 'editing' | 'small';
export const STATES: readonly State[] = ['good', 'uncertain', 'stale', 'none', 'unbound', 'editing', 'small'];

export function liveOf({ point: entry, value }: Sample, state: State, now: number): LiveValue {
  const base = { point: entry, ts: now - 500, reason: null };
  if (state === 'uncertain') return { ...base, value, quality: 'uncertain', reason: 'instance_starting' };
  if (state === 'stale') return { ...base, value: null, quality: 'bad', reason: 'not_connected', ts: now - 260_000 };
  if (state === 'none') return { value: null, quality: null, reason: null, ts: null, point: null };
  return { ...base, value, quality: 'good' };
}
