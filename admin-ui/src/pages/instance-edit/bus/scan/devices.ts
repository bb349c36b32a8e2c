import { isObject } from '@/form/pointer';

/** Name that means: whatever SunSpec finds. */
export const SUNSPEC = 'sunspec';

export type InForm = 'missing' | 'bare' | 'filled';

function placeOf(devices: readonly unknown[], unit: number): number {
  return devices.findIndex((device) => isObject(device) && (device['unit_id'] ?? 1) === unit);
}

/** Whether a unit is among the form's devices; bare: there, but without profile and points. */
export function inForm(devices: readonly unknown[], unit: number): InForm {
  const device = devices[placeOf(devices, unit)];
  if (!isObject(device)) return 'missing';
  const points: unknown = device['points'];
  return device['profile'] || (Array.isArray(points) && points.length > 0) ? 'filled' : 'bare';
}

/** The devices with one more, or with the bare one of that unit id filled in. */
export function withDevice(devices: readonly unknown[], unit: number, profile: string): unknown[] {
  const place = placeOf(devices, unit);
  const known = devices[place];
  const given = profile === '' ? {} : { profile };
  if (isObject(known)) return devices.with(place, { ...known, unit_id: unit, ...given });
  // Points of two devices must not have the same names.
  const prefix = devices.some((device) => isObject(device) && !device['prefix']) ? { prefix: `unit_${unit}` } : {};
  return [...devices, { unit_id: unit, ...prefix, ...given, ...(profile === '' ? { points: [] } : {}) }];
}

/** A configuration that says only where to look, for a form that is not complete yet. */
export function connectionOf(config: unknown): Record<string, unknown> | null {
  if (!isObject(config) || !Array.isArray(config['endpoints']) || config['endpoints'].length === 0) return null;
  const kept = ['endpoints', 'timeout', 'connect_delay', 'profiles'].flatMap((name) =>
    config[name] === undefined ? [] : [[name, config[name]] as const],
  );
  return { ...Object.fromEntries(kept), devices: [{ unit_id: 1 }] };
}
