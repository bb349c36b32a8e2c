import { dayNumber, isoDate } from './civil';

/** Dates as routing.json writes them: `2026-12-24`, `2026-12-20..2027-01-06`, and every year `12-25`, `12-24..01-06`. */
export interface DateRange {
  first: string;
  last: string;
  yearly: boolean;
}

const DATE = /^(?:(\d{4})-)?(\d{2})-(\d{2})$/;

/** Null when it is written wrong. */
export function parseDates(text: string): DateRange | null {
  const [first = '', last = first, surplus] = text.split('..').map((part) => part.trim());
  if (surplus !== undefined || !exists(first) || !exists(last)) return null;
  const yearly = first.length === 5;
  if (yearly !== (last.length === 5) || (!yearly && last < first)) return null;
  return { first, last, yearly };
}

function exists(text: string): boolean {
  const [whole, year = '2024', month, day] = DATE.exec(text) ?? [];
  return whole !== undefined && isoDate(dayNumber(Number(year), Number(month), Number(day))) === `${year}-${month}-${day}`;
}

export function holds({ first, last, yearly }: DateRange, day: number): boolean {
  const date = isoDate(day).slice(yearly ? 5 : 0);
  return first <= last ? first <= date && date <= last : date >= first || date <= last;
}
