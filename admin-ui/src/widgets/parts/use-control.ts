import { useEffect, useState } from 'react';
import { useRights } from '@/data/auth/rights';
import { reasonOf } from '@/data/errors';
import { useWritePoint } from '@/data/points/queries';
import type { PointView, Scalar } from '@/data/points/types';
import { parseInput } from '@/data/points/value';
import { useReason } from '@/i18n/reason';
import { failedWrite } from '@/pages/points/failed-write';
import { nameOf, type Bound } from '../slots';
import de from './de.json';
import en from './en.json';
import { useReading } from './reading';
import { useWords } from './words';

/** A word for on or off; null for any other. */
export function switchWord(text: string): boolean | null {
  if (/^(true|on|1)$/i.test(text.trim())) return true;
  return /^(false|off|0)$/i.test(text.trim()) ? false : null;
}

/** What is to be written and waits for a yes. */
export interface Asked {
  value: Scalar;
  text: string;
}

export interface Control {
  name: string;
  /** Why nothing can be operated now; null when it can. */
  closed: string | null;
  pending: boolean;
  /** What was sent last, while it is on its way. */
  sent: Scalar | undefined;
  /** What the device read back a moment ago. */
  confirmed: Scalar | undefined;
  state: { kind: 'pending' | 'done' | 'failed' | 'closed'; text: string } | null;
  /** Writes at once, or asks first. */
  write: (value: Scalar, options?: { ask?: boolean; unit?: string }) => void;
  /** The same for what was typed; what does not fit is refused here. */
  writeText: (text: string, options?: { ask?: boolean; unit?: string }) => void;
  asked: Asked | null;
  answer: (yes: boolean) => void;
}

const DONE_MS = 4000;

/** What a text means where the directory does not know the point. */
function guess(text: string): Scalar {
  if (text === 'true' || text === 'false') return text === 'true';
  const number = Number(text.replace(',', '.'));
  return text.trim() !== '' && Number.isFinite(number) ? number : text;
}

/** Accepts `true`, `on` and 1 or `false`, `off` and 0 for a switch, and a comma in numbers. */
export function valueFor(point: PointView | null, text: string): ReturnType<typeof parseInput> {
  if (point === null) return { value: guess(text) };
  if (point.type === 'BOOL') {
    const value = switchWord(text);
    return value === null ? { refusal: { key: 'wrong_type', params: { expected: 'BOOL' } } } : { value };
  }
  return parseInput(point, text);
}

/** Writing from a widget: never shown as done before the device said so. `onEnd` hears what became of it. */
export function useControl(bound: Bound | undefined, editing: boolean, onEnd?: (done: boolean) => void): Control {
  const say = useWords({ de, en });
  const reasons = useReason();
  const read = useReading();
  const may = useRights();
  const write = useWritePoint(bound?.binding.source ?? '');
  const [asked, setAsked] = useState<Asked | null>(null);
  const [misfit, setMisfit] = useState<string | null>(null);
  const point = bound?.live.point ?? null;
  const { reset, isSuccess } = write;
  const finished = isSuccess && write.data.ok;
  useEffect(() => {
    if (!finished) return undefined;
    const timer = setTimeout(reset, DONE_MS);
    return () => clearTimeout(timer);
  }, [finished, reset]);

  const textOf = (value: Scalar, unit = '') =>
    bound === undefined ? String(value) : read({ ...bound.live, value, quality: 'good' }, { unit }).full;
  const send = (value: Scalar, { ask = false, unit = '' }: { ask?: boolean; unit?: string } = {}) => {
    // One at a time; a control stays in reach of the keyboard while it waits.
    if (write.isPending) return;
    setMisfit(null);
    reset();
    if (ask) setAsked({ value, text: textOf(value, unit) });
    else carry(value);
  };
  const carry = (value: Scalar) => {
    write.mutate(value, { onSettled: (result, error) => onEnd?.(error === null && result?.ok === true) });
  };
  const closed = closedWhy();
  function closedWhy(): string | null {
    if (editing) return say('not_editing');
    if (!may('operator')) return say('no_right');
    return point !== null && !point.writable ? say('read_only') : null;
  }
  function state(): Control['state'] {
    if (misfit !== null) return { kind: 'failed', text: say('not_now', { why: misfit }) };
    if (write.isPending) return { kind: 'pending', text: say('pending') };
    const failure = failedWrite(write.error, write.data);
    if (failure) {
      const why = reasons.text(reasonOf(failure.error));
      return { kind: 'failed', text: say(failure.unclear ? 'unclear' : 'refused', { why }) };
    }
    if (write.data?.ok) return { kind: 'done', text: say('done', { value: textOf(write.data.value) }) };
    return closed === null || editing ? null : { kind: 'closed', text: closed };
  }
  return {
    name: bound ? nameOf(bound) : '',
    closed,
    pending: write.isPending,
    sent: write.isPending ? write.variables : undefined,
    confirmed: finished ? write.data.value : undefined,
    state: state(),
    write: send,
    writeText: (text, options) => {
      const parsed = valueFor(point, text);
      if ('value' in parsed) send(parsed.value, options);
      else {
        reset();
        setMisfit(reasons.text(parsed.refusal));
        onEnd?.(false);
      }
    },
    asked,
    answer: (yes) => {
      setAsked(null);
      if (yes && asked !== null) carry(asked.value);
      else onEnd?.(false);
    },
  };
}
