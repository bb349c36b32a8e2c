import { useCallback, useEffect, useRef, useState } from 'react';
import { ask } from '@/data/calls/ask';
import type { FoundUnit, ScanPage } from '@/data/modbus/types';

export interface ScanRange {
  first: number;
  last: number;
  timeout: number;
}

export interface Scan {
  phase: 'idle' | 'running' | 'done' | 'cancelled' | 'failed';
  range: ScanRange;
  /** Unit id that is asked next. */
  next: number;
  found: FoundUnit[];
  error: unknown;
}

const IDLE: Scan = { phase: 'idle', range: { first: 1, last: 247, timeout: 0.3 }, next: 1, found: [], error: null };

/** Unit ids asked page by page; whoever closes or cancels ends it, as nothing goes on by itself. */
export function useScan(instance: string, connection: Record<string, unknown>) {
  const [scan, setScan] = useState<Scan>(IDLE);
  const running = useRef<AbortController>(null);
  const stop = useCallback(() => running.current?.abort(), []);
  useEffect(() => stop, [stop]);
  const run = async (begin: Scan) => {
    stop();
    const control = new AbortController();
    running.current = control;
    const { range } = begin;
    let state: Scan = { ...begin, phase: 'running', error: null };
    setScan(state);
    while (state.phase === 'running') {
      const params = {
        first: state.next,
        last: range.last,
        timeout: range.timeout,
        sunspec: true,
        profiles: true,
        ...connection,
      };
      try {
        // One page decides where the next one begins.
        // oxlint-disable-next-line no-await-in-loop
        const page = await ask<ScanPage>(instance, 'scan', params, { signal: control.signal });
        state = after(state, page);
      } catch (error) {
        if (control.signal.aborted) return;
        state = { ...state, phase: 'failed', error };
      }
      if (control.signal.aborted) return;
      setScan(state);
    }
  };
  return {
    scan,
    start: (range: ScanRange) => void run({ ...IDLE, range, next: range.first }),
    goOn: () => void run(scan),
    cancel: () => {
      stop();
      setScan((before) => ({ ...before, phase: 'cancelled' }));
    },
  };
}

/** Where it stands with one page more. */
function after(scan: Scan, page: ScanPage): Scan {
  const found = [...scan.found, ...page.found];
  return { ...scan, found, next: page.next ?? scan.range.last + 1, phase: page.next === null ? 'done' : 'running' };
}

/** Part of the range that was asked, in percent. */
export function progressOf({ range, next }: Scan): number {
  return Math.round((100 * (next - range.first)) / (range.last - range.first + 1));
}
