/** Days of the calendar as numbers since 1970-01-01, free of time zones. */
const DAY_MS = 86_400_000;

export const dayNumber = (year: number, month: number, day: number): number => Date.UTC(year, month - 1, day) / DAY_MS;

/** ISO date of a day. */
export const isoDate = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** Monday is 0. */
export const weekday = (day: number): number => (((day + 3) % 7) + 7) % 7;

export const mondayOf = (day: number): number => day - weekday(day);

/** Day and minutes of a moment as the clocks of a zone show it; that of the browser for an unknown zone. */
export function wallClock(ms: number, zone?: string): { day: number; minutes: number } {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  );
  return {
    day: dayNumber(parts['year'] ?? 1970, parts['month'] ?? 1, parts['day'] ?? 1),
    minutes: (parts['hour'] ?? 0) * 60 + (parts['minute'] ?? 0),
  };
}

const OPTIONS: Intl.DateTimeFormatOptions = {
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  hourCycle: 'h23',
};
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone = ''): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-GB', { ...OPTIONS, ...(zone ? { timeZone: zone } : {}) });
  } catch {
    format = new Intl.DateTimeFormat('en-GB', OPTIONS);
  }
  formats.set(zone, format);
  return format;
}

export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
