import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import type { Scalar } from '@/data/points/types';
import { Shape } from '@/ui/shapes';
import { EntryMark } from '../../parts/EntryMark';
import type { Reading } from '../../parts/reading';
import { shownAs } from '../../parts/shown-as';
import type { LiveValue } from '../../contract';
import classes from './plan.module.css';

interface Props {
  name: string;
  label: string | undefined;
  show: 'value' | 'light' | 'both';
  live: LiveValue;
  reading: Reading;
  /** Where it stands in percent. */
  at: { x: number; y: number };
  /** It has no place yet. */
  waiting: boolean;
  /** While editing: where it was moved to, in percent of the image. */
  move: ((x: number, y: number) => void) | undefined;
  moveLabel: string;
}

const STEPS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const isOn = (value: Scalar) => value === true || (typeof value === 'number' && value !== 0);

/** A point at its place; in the editor it can be moved. */
export function Marker({ name, label, show, live, reading, at, waiting, move, moveLabel }: Props) {
  const dragging = useRef(false);
  const light =
    show === 'value' ? null : (
      <Shape name={lightShape(live, reading)} tone={isOn(live.value) && reading.known ? 'ok' : 'idle'} size={18} />
    );
  const content = (
    <>
      <EntryMark live={live} size={11} />
      {light}
      {label ? <span className={classes.label}>{label}</span> : null}
      {show === 'light' && light ? <span className={classes.spoken}>{reading.full}</span> : null}
      {show === 'light' ? null : (
        <span
          className={`${classes.reading} ${shownAs(reading)}`}
          data-tone={reading.tone ?? undefined}
          data-testid={`reading-${name}`}
        >
          {reading.full}
        </span>
      )}
    </>
  );
  const style = { left: `${at.x}%`, top: `${at.y}%` };
  if (move === undefined) {
    return (
      <li className={classes.marker} data-waiting={waiting || undefined} style={style}>
        {content}
      </li>
    );
  }
  const drag = (event: PointerEvent<HTMLElement>) => {
    if (!dragging.current) return;
    const box = event.currentTarget.closest('[data-plan]')?.getBoundingClientRect();
    if (box === undefined || box.width === 0 || box.height === 0) return;
    move(((event.clientX - box.left) / box.width) * 100, ((event.clientY - box.top) / box.height) * 100);
  };
  const press = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    // The editor moves the whole widget with the same keys.
    event.stopPropagation();
    const by = event.shiftKey ? 5 : 1;
    move(at.x + step[0] * by, at.y + step[1] * by);
  };
  return (
    <li className={classes.marker} data-waiting={waiting || undefined} style={style}>
      <button
        type="button"
        className={classes.handle}
        onKeyDown={press}
        onPointerDown={(event) => {
          event.stopPropagation();
          event.currentTarget.setPointerCapture(event.pointerId);
          dragging.current = true;
        }}
        onPointerMove={drag}
        onPointerUp={() => {
          dragging.current = false;
        }}
        onPointerCancel={() => {
          dragging.current = false;
        }}
      >
        {content}
        <span className={classes.spoken}>{moveLabel}</span>
      </button>
    </li>
  );
}

function lightShape(live: LiveValue, reading: Reading): 'disc' | 'ring' | 'dashed' {
  if (!reading.known) return 'dashed';
  return isOn(live.value) ? 'disc' : 'ring';
}
