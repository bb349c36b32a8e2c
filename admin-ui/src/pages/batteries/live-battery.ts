import type { Battery } from '@/data/batteries/types';
import type { Sample } from '@/data/points/types';

/** What a line keeps fresh between two readings of the list. */
export const LIVE_NAMES = ['soc', 'voltage', 'current'] as const;

/** A battery with the live samples of its line; without any number while the gateway is away. */
export function liveBattery(battery: Battery, samples: ReadonlyMap<string, Sample>, stale: boolean): Battery {
  if (stale) return { ...battery, values: {}, quality: 'uncertain', reason: 'gateway_unreachable' };
  const values = { ...battery.values };
  let { quality, reason } = battery;
  let doubtful = false;
  const times: number[] = [];
  for (const name of LIVE_NAMES) {
    const sample = samples.get(`${battery.address}.${name}`);
    if (sample === undefined) continue;
    if (sample.ts !== null) times.push(sample.ts);
    if (sample.quality === 'good') values[name] = sample.value;
    else {
      delete values[name];
      if (!doubtful || sample.quality === 'bad') [quality, reason] = [sample.quality, sample.reason ?? ''];
      doubtful = true;
    }
  }
  return { ...battery, values, quality, reason, ts: times.length > 0 ? Math.min(...times) : battery.ts };
}
