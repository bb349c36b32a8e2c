import type { ReactNode } from 'react';

/** Outlines on a 16 × 16 grid, told apart without colour. */
const SHAPES = {
  disc: <circle cx="8" cy="8" r="6" fill="currentColor" />,
  ring: <circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" strokeWidth="2.4" />,
  half: (
    <>
      <circle cx="8" cy="8" r="5.4" fill="none" stroke="currentColor" strokeWidth="1.8" />
      <path d="M8 2.6a5.4 5.4 0 0 1 0 10.8z" fill="currentColor" />
    </>
  ),
  dashed: <circle cx="8" cy="8" r="5.4" fill="none" stroke="currentColor" strokeWidth="2.2" strokeDasharray="3.4 2.25" />,
  triangle: (
    <>
      <path d="M8 1.6 15 14H1z" fill="currentColor" />
      <path d="M7.2 6h1.6v4H7.2zm0 4.9h1.6v1.5H7.2z" fill="var(--shape-ground)" />
    </>
  ),
  diamond: <path d="M8 1.6 14.4 8 8 14.4 1.6 8z" fill="none" stroke="currentColor" strokeWidth="2.2" strokeLinejoin="round" />,
  square: <rect x="3" y="3" width="10" height="10" rx="1" fill="currentColor" />,
  hollow: <rect x="3.2" y="3.2" width="9.6" height="9.6" rx="1" fill="none" stroke="currentColor" strokeWidth="2.2" />,
  cross: <path d="m3.2 3.2 9.6 9.6m0-9.6-9.6 9.6" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />,
  barred: (
    <>
      <rect x="1.8" y="1.8" width="12.4" height="12.4" rx="2" fill="currentColor" />
      <path d="m5 5 6 6m0-6-6 6" stroke="var(--shape-ground)" strokeWidth="2" strokeLinecap="round" />
    </>
  ),
  octagon: (
    <>
      <path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z" fill="currentColor" />
      <path d="M3.8 7h8.4v2H3.8z" fill="var(--shape-ground)" />
    </>
  ),
  hand: (
    <>
      <path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z" fill="currentColor" />
      <path d="M5 5h6v6H5z" fill="var(--shape-ground)" />
    </>
  ),
} satisfies Record<string, ReactNode>;

export type ShapeName = keyof typeof SHAPES;
export type Tone = 'ok' | 'warn' | 'bad' | 'idle' | 'busy';

/** A state's sign; decoration only, the word stands beside it. */
export function Shape({ name, tone, size = 16 }: { name: ShapeName; tone: Tone; size?: number }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      aria-hidden="true"
      style={{ color: `var(--rail-${tone})`, ['--shape-ground' as string]: 'var(--rail-surface)', flexShrink: 0 }}
    >
      {SHAPES[name]}
    </svg>
  );
}
