import type { Scalar } from '../points/types';

export type Level = 'alarm' | 'warning';

export interface BatteryAlarm {
  key: string;
  level: Level;
}

/** Keys as the point `alarms` lists them: separated by commas, warnings with a question mark. */
export function parseAlarms(text: Scalar | undefined): BatteryAlarm[] {
  if (typeof text !== 'string') return [];
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== '?')
    .map((part) => (part.endsWith('?') ? { key: part.slice(0, -1), level: 'warning' } : { key: part, level: 'alarm' }));
}
