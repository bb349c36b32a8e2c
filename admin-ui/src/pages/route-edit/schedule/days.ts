/** Days of the week as routing.json writes them: `mon-fri`, `sat,sun`. Monday is 0. */
export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof DAYS)[number];

const isDay = (text: string): text is Day => (DAYS as readonly string[]).includes(text);

/** Weekdays of a text; an empty one is every day; null when it is written wrong. */
export function parseDays(text: string): Set<number> | null {
  if (text.trim() === '') return new Set(DAYS.keys());
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const [first = '', last = first, surplus] = part.split('-').map((word) => word.trim());
    if (!isDay(first) || !isDay(last) || surplus !== undefined) return null;
    const [from, to] = [DAYS.indexOf(first), DAYS.indexOf(last)];
    for (let step = 0; step <= (to - from + 7) % 7; step += 1) found.add((from + step) % 7);
  }
  return found;
}

/** The shortest text for some days; every day is the empty text. */
export function printDays(days: ReadonlySet<number>): string {
  if (days.size === 7) return '';
  const parts: string[] = [];
  for (let day = 0; day < 7; day += 1) {
    if (!days.has(day) || days.has((day + 6) % 7)) continue;
    let length = 1;
    while (days.has((day + length) % 7)) length += 1;
    const last = DAYS[(day + length - 1) % 7];
    parts.push(length === 1 ? `${DAYS[day]}` : length === 2 ? `${DAYS[day]},${last}` : `${DAYS[day]}-${last}`);
  }
  return parts.join(',');
}
