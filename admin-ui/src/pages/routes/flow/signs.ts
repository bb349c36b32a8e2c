import type { ShapeName, Tone } from '@/ui/shapes';
import type { LinkState } from './graph';

export const LINK_SIGNS: Record<LinkState, { shape: ShapeName; tone: Tone }> = {
  cut: { shape: 'octagon', tone: 'bad' },
  error: { shape: 'triangle', tone: 'warn' },
  disconnected: { shape: 'diamond', tone: 'idle' },
  on: { shape: 'disc', tone: 'ok' },
  idle: { shape: 'ring', tone: 'idle' },
  off: { shape: 'square', tone: 'idle' },
};
