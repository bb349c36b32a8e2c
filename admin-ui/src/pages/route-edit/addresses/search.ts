import type { PointView } from '@/data/points/types';
import type { Option } from '../text/completion';

/** What to look for when this is typed: the words between dots and wildcards. */
export function wordsOf(typed: string): string {
  return typed
    .replaceAll(/\{\d*\}?|[*./]/g, ' ')
    .trim()
    .replaceAll(/\s+/g, ' ');
}

/** Points as options; for a target, those that can be written come first and a calculated point is always possible. */
export function addressOptions(points: readonly PointView[], kind: 'from' | 'to', typed: string): Option[] {
  const option = (address: string): Option => ({ kind: 'point', label: address, insert: address });
  const named = points.map(({ address }) => option(address));
  if (kind === 'from') return named;
  const writable = points.filter((point) => point.writable || isCalculated(point.address));
  const calculated = calculatedFor(typed);
  const own = calculated !== undefined && !points.some(({ address }) => address === calculated) ? [option(calculated)] : [];
  return [...writable.map(({ address }) => option(address)), ...own];
}

export const isCalculated = (address: string): boolean => /^calc[./]/.test(address);

/** The calculated point that is meant by what was typed, when it can be one. */
export function calculatedFor(typed: string): string | undefined {
  const path = typed
    .trim()
    .replace(/^calc[./]?/, '')
    .replaceAll('/', '.')
    .replaceAll(/[^\w.{}%-]+/g, '_')
    .replaceAll(/^[._]+|\.+$/g, '');
  return path === '' ? undefined : `calc.${path}`;
}
