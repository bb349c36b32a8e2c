import type { Tone } from '@/ui/shapes';

export interface Threshold {
  at: number;
  tone: 'ok' | 'warn' | 'bad';
}

/** The highest threshold a value has reached decides; null below the first and for no number. */
export function toneAt(value: number | null, thresholds: readonly Threshold[]): Threshold['tone'] | null {
  if (value === null) return null;
  let reached: Threshold | null = null;
  for (const threshold of thresholds) {
    if (value >= threshold.at && (reached === null || threshold.at >= reached.at)) reached = threshold;
  }
  return reached?.tone ?? null;
}

/** Parts of a scale from `min` to `max` with their tones, as shares 0…1. */
export function bandsOf(thresholds: readonly Threshold[], min: number, max: number): { from: number; to: number; tone: Tone }[] {
  const sorted = thresholds.toSorted((a, b) => a.at - b.at);
  const share = (value: number) => Math.min(1, Math.max(0, (value - min) / (max - min)));
  return sorted
    .map(({ at, tone }, index) => ({ from: share(at), to: share(sorted[index + 1]?.at ?? max), tone }))
    .filter(({ from, to }) => to > from);
}
