import type { Scalar } from '@/data/points/types';

/** A typed value: a number with either decimal sign, true or false, else a text. */
export function readValue(text: string): Scalar {
  const word = text.trim();
  if (word === 'true' || word === 'false') return word === 'true';
  return /^[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d+)?$/i.test(word) ? Number(word.replace(',', '.')) : word;
}
