import { keyOf, type Listed } from '@/data/can/frames';

export interface FrameRow {
  kind: 'frame';
  key: string;
  depth: 0;
  listed: Listed;
  /** undefined: there is nothing to unfold. */
  open: boolean | undefined;
}

export interface SignalRow {
  kind: 'signal';
  key: string;
  depth: 1;
  name: string;
  /** As the DBC files and the points call it. */
  path: string;
  value: number | null;
  reason: string | undefined;
}

export type Row = FrameRow | SignalRow;

/** The lines: frames, and below those that are unfolded their signals. */
export function rowsOf(frames: readonly Listed[], open: ReadonlySet<string>): Row[] {
  return frames.flatMap((listed): Row[] => {
    const key = keyOf(listed.frame);
    const { message, signals = {}, reasons = {} } = listed.frame;
    const names = Object.keys(signals);
    const unfolded = names.length === 0 ? undefined : open.has(key);
    const frame: Row = { kind: 'frame', key, depth: 0, listed, open: unfolded };
    if (unfolded !== true) return [frame];
    const lines = names.map((name): Row => ({
      kind: 'signal',
      key: `${key} ${name}`,
      depth: 1,
      name,
      path: `${message}.${name}`,
      value: signals[name] ?? null,
      reason: reasons[name],
    }));
    return [frame, ...lines];
  });
}
