/** One end of a span: a time of the day, or one counted from sunrise or sunset; in minutes. */
export interface Edge {
  sun: '' | 'sunrise' | 'sunset';
  minutes: number;
}

export const DAY_MINUTES = 1440;
const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/;
const SUN = /^(sunrise|sunset)(?:([+-])(.+))?$/;
const DURATION = /^(?=\d)(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?$/;

/** Null when it is written wrong. */
export function parseEdge(text: string): Edge | null {
  const [, sun, sign, offset] = SUN.exec(text) ?? [];
  if (sun !== undefined) {
    const minutes = offset === undefined ? 0 : offsetMinutes(offset);
    return minutes === null ? null : { sun: sun as Edge['sun'], minutes: sign === '-' ? -minutes : minutes };
  }
  const minutes = clockMinutes(text);
  return minutes === null ? null : { sun: '', minutes };
}

function clockMinutes(text: string): number | null {
  const [, hours, minutes, seconds = '0'] = CLOCK.exec(text) ?? [];
  const all = Number(hours) * 60 + Number(minutes) + Number(seconds) / 60;
  return Number(minutes) < 60 && Number(seconds) < 60 && all <= DAY_MINUTES ? all : null;
}

function offsetMinutes(text: string): number | null {
  if (text.includes(':')) return clockMinutes(text);
  const found = DURATION.exec(text);
  if (found === null) return null;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = found.slice(1).map((part) => Number(part ?? 0));
  return days * DAY_MINUTES + hours * 60 + minutes + seconds / 60;
}

export function printEdge({ sun, minutes }: Edge): string {
  if (sun === '') return clock(minutes);
  return minutes === 0 ? sun : `${sun}${minutes < 0 ? '-' : '+'}${clock(Math.abs(minutes))}`;
}

/** HH:MM of minutes, with seconds where there are some. */
export function clock(minutes: number): string {
  const seconds = Math.round(minutes * 60);
  const two = (value: number) => String(value).padStart(2, '0');
  const rest = seconds % 60;
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}${rest === 0 ? '' : `:${two(rest)}`}`;
}

/** A time as it is meant: `6`, `6.30` and `0630` are times, too; anything else stays as it is. */
export function tidyClock(text: string): string {
  const [, hours, minutes = '0'] = /^\s*(\d{1,2})(?:[:.h]?(\d{2}))?\s*h?$/.exec(text) ?? [];
  if (hours === undefined) return text;
  const all = Number(hours) * 60 + Number(minutes);
  return Number(minutes) < 60 && all <= DAY_MINUTES ? clock(all) : text;
}
