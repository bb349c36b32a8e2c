import type { Scalar } from '@/data/points/types';
import { isObject } from '@/form/pointer';

const PLAIN_WORD = /^[^\s|(),="'0-9+.-][^\s|(),="']*$/;
/** A span such as 500ms or 1h30m, and nothing else that begins with a digit, reads well without quotes. */
const SPAN = /^\d+(?:\.\d+)?[a-z]+(?:\d+(?:\.\d+)?[a-z]+)*$/;
const MEANING = new Set(['true', 'false', 'null']);

/** A value as an argument is written; texts without quotes where they cannot be taken for something else. */
export function printValue(value: Scalar): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  const plain = (PLAIN_WORD.test(value) && !MEANING.has(value)) || SPAN.test(value);
  if (plain) return value;
  return value.includes('"') && !/['\\\n\r]/.test(value) ? `'${value}'` : JSON.stringify(value);
}

/** A call: `name`, `name(1)` or `name(1, b=2)`. */
export function printStep(name: string, args: readonly string[]): string {
  return args.length === 0 ? name : `${name}(${args.join(', ')})`;
}

export function joinSteps(steps: readonly string[]): string {
  return steps.join(' | ');
}

/** `transform` of a route in either of its forms as text; anything else is shown as it is. */
export function pipelineText(transform: unknown): string {
  if (typeof transform === 'string') return transform;
  if (!Array.isArray(transform)) return transform === undefined || transform === null ? '' : JSON.stringify(transform);
  return joinSteps(transform.map(stepText));
}

function stepText(step: unknown): string {
  if (!isObject(step) || typeof step['op'] !== 'string') return typeof step === 'string' ? step : JSON.stringify(step);
  const { op, ...parameters } = step;
  const given = Object.entries(parameters).filter(([, value]) => value !== null);
  return printStep(
    String(op),
    given.map(([name, value]) => `${name}=${isScalar(value) ? printValue(value) : printValue(JSON.stringify(value))}`),
  );
}

function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
