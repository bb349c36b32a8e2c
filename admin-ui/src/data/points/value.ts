import type { PointView, Scalar } from './types';

const INTEGER_RANGES: Record<string, readonly [number, number]> = {
  SINT: [-(2 ** 7), 2 ** 7 - 1],
  INT: [-(2 ** 15), 2 ** 15 - 1],
  DINT: [-(2 ** 31), 2 ** 31 - 1],
  USINT: [0, 2 ** 8 - 1],
  BYTE: [0, 2 ** 8 - 1],
  UINT: [0, 2 ** 16 - 1],
  WORD: [0, 2 ** 16 - 1],
  UDINT: [0, 2 ** 32 - 1],
  DWORD: [0, 2 ** 32 - 1],
};
const WIDE_INTEGERS = new Set(['LINT', 'ULINT', 'LWORD']);

export type InputKind = 'boolean' | 'choice' | 'integer' | 'real' | 'wide' | 'text';

/** Which input suits a point: 64-bit integers stay text because JSON numbers cannot hold them. */
export function inputKind(point: Pick<PointView, 'type' | 'texts'>): InputKind {
  if (point.type === 'BOOL') return 'boolean';
  if (Object.keys(point.texts).length > 0) return 'choice';
  if (point.type === null) return 'text';
  if (point.type in INTEGER_RANGES) return 'integer';
  if (WIDE_INTEGERS.has(point.type)) return 'wide';
  return point.type === 'REAL' || point.type === 'LREAL' ? 'real' : 'text';
}

/** Lowest and highest value that may be written: the point's own range, else that of its type. */
export function rangeOf(point: Pick<PointView, 'type' | 'min' | 'max'>): [number | null, number | null] {
  const [low, high] = INTEGER_RANGES[point.type ?? ''] ?? [null, null];
  return [point.min ?? low, point.max ?? high];
}

export type Refusal = { key: string; params?: Record<string, string | number | null> };

/** What the text of an input means for this point, or why it cannot be written. */
export function parseInput(point: PointView, input: string): { value: Scalar } | { refusal: Refusal } {
  const kind = inputKind(point);
  const text = input.trim();
  if (kind === 'text') return { value: input };
  if (text === '') return { refusal: { key: 'required' } };
  if (kind === 'boolean') return { value: text === 'true' };
  if (kind === 'wide') return /^-?\d{1,20}$/.test(text) ? { value: text } : { refusal: { key: 'not_integer' } };
  const number = Number(text.replace(',', '.'));
  if (!Number.isFinite(number)) return { refusal: { key: 'not_number' } };
  if (kind !== 'real' && !Number.isInteger(number)) return { refusal: { key: 'not_integer' } };
  const [min, max] = rangeOf(point);
  const outside = (min !== null && number < min) || (max !== null && number > max);
  return outside ? { refusal: { key: 'out_of_range', params: { value: text, min, max } } } : { value: number };
}

/** Name of an enumerated value, when the directory has one. */
export function textOf(texts: Record<string, string>, value: Scalar): string | undefined {
  if (value === null || typeof value === 'string') return undefined;
  return texts[String(value === true ? 1 : value === false ? 0 : value)] ?? texts[String(value)];
}
