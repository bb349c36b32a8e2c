import type { Decoding } from '@/data/modbus/types';
import { measured } from '@/format/number';

export const ORDERS = ['ABCD', 'CDAB', 'BADC', 'DCBA'] as const;
export type Order = (typeof ORDERS)[number];

export interface Row {
  type: string;
  /** By order; undefined where the order makes no difference for this type. */
  cells: Partial<Record<Order, Decoding>>;
}

/** One row per type, in the order they come. */
export function rowsOf(decodings: readonly Decoding[]): Row[] {
  const rows = new Map<string, Row>();
  for (const decoding of decodings) {
    const row = rows.get(decoding.type) ?? { type: decoding.type, cells: {} };
    const order = ORDERS.find((known) => known === decoding.order);
    if (order !== undefined) row.cells[order] = decoding;
    rows.set(decoding.type, row);
  }
  return [...rows.values()];
}

const LARGE = 1e8;
const SMALL = 1e-5;

/** Whether a value is hardly one of a device in a house: no number, huge, tiny, or text that is none. */
export function isUnlikely({ type, value }: Decoding): boolean {
  if (value === null || value === '') return true;
  // Outside of printable ASCII and Latin letters.
  if (type === 'string') return !/^[\x20-\x7e\u00a0-\u024f]+$/.test(String(value));
  const size = Math.abs(Number(value));
  return size > LARGE || (size !== 0 && size < SMALL);
}

/** A value as it stands in its cell; large integers come as texts and lose no digit. */
export function shown({ value }: Decoding): string | null {
  if (value === null) return null;
  return typeof value === 'number' ? measured(value) : String(value);
}

/** What a point takes over with a decoding; undefined removes the option, which then follows the device. */
export function taken({ type, order }: Decoding, registers: number, deviceOrder: unknown): Record<string, unknown> {
  return {
    type,
    order: order === (deviceOrder ?? 'ABCD') ? undefined : order,
    length: type === 'string' ? registers : undefined,
    bit: undefined,
    byte: undefined,
  };
}
