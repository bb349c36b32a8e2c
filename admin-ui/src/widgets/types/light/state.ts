import type { Scalar } from '@/data/points/types';
import type { Tone } from '@/ui/shapes';

export interface LightOptions {
  on_text: string;
  off_text: string;
  on_tone: Tone;
  off_tone: Tone;
  states: { value: string; text?: string; tone: Tone }[];
}

/** Whether a listed value is the one that is there; numbers may be written in several ways, switches as true and 1. */
function is(listed: string, value: Scalar): boolean {
  if (String(value) === listed.trim()) return true;
  if (typeof value === 'boolean') return listed.trim() === (value ? '1' : '0');
  return typeof value === 'number' && listed.trim() !== '' && Number(listed.replace(',', '.')) === value;
}

/** What a value means; null for one nobody named. An empty text leaves the word to the point. */
export function stateOf(value: Scalar, options: LightOptions): { tone: Tone; text: string } | null {
  const named = options.states.find((state) => is(state.value, value));
  if (named) return { tone: named.tone, text: named.text ?? '' };
  // Once states are listed, one that is not among them is not to be passed off as a known one.
  if (typeof value === 'boolean' || (typeof value === 'number' && options.states.length === 0)) {
    return value ? { tone: options.on_tone, text: options.on_text } : { tone: options.off_tone, text: options.off_text };
  }
  return null;
}
