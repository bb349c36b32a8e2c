import { formatLocale } from './locale';

/** Shown for whatever is unknown; an unknown number is never a 0. */
export const UNKNOWN = '–';

const formats = new Map<string, Intl.NumberFormat>();

function format(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${formatLocale()}|${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  // What is rounded to nothing is neither above nor below it: no -0.
  const made = new Intl.NumberFormat(formatLocale(), { ...options, signDisplay: 'negative' });
  formats.set(key, made);
  return made;
}

export function number(value: number | null | undefined, digits = 0): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN;
  return format({ maximumFractionDigits: digits }).format(value);
}

/** With exactly so many decimals, so that a changing value does not jump. */
export function fixed(value: number | null | undefined, digits: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN;
  return format({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

/** A percentage; small ones keep a decimal so that an idle instance is told from a dead one. */
export function percent(value: number | null | undefined): string {
  if (value === null || value === undefined) return UNKNOWN;
  return `${number(value, value < 10 ? 1 : 0)}\u00a0%`;
}

/** Packets or samples per second, without the unit. */
export function rate(value: number | null | undefined): string {
  return number(value, value !== null && value !== undefined && value < 10 ? 1 : 0);
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

export function bytes(value: number | null | undefined): string {
  if (value === null || value === undefined) return UNKNOWN;
  const step = value < 1 ? 0 : Math.min(Math.floor(Math.log2(value) / 10), UNITS.length - 1);
  const scaled = value / 2 ** (10 * step);
  return `${number(scaled, scaled < 10 && step > 0 ? 1 : 0)}\u00a0${UNITS[step]}`;
}

/** From here on the digits of a number are too many to be read. */
export const HUGE = 1e12;

/** A measured value: up to six significant digits, no exponent for everyday sizes. */
export function measured(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= HUGE || size < 1e-4)) {
    return value.toExponential(3).replace('.', formatLocale() === 'de-DE' ? ',' : '.');
  }
  if (Number.isInteger(value)) return format({ maximumFractionDigits: 0 }).format(value);
  return format({ maximumSignificantDigits: size >= 1e5 ? 8 : 6 }).format(value);
}

/** A setting's number: decimal sign of the language, no grouping, as one would type it. */
export function plain(value: number): string {
  return format({ maximumFractionDigits: 9, useGrouping: false }).format(value);
}
