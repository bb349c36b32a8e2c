import type { Place, Schedule } from '@/data/routes/types';
import { wallClock, weekday } from './civil';
import { holds, parseDates } from './dates';
import { parseDays } from './days';
import { DAY_MINUTES, parseEdge, type Edge } from './edges';
import { sunOn } from './sun';

/** A span of one day of the picture, in minutes of that day. */
export interface Span {
  from: number;
  to: number;
  /** An end of it is the sun's, and the place is not known. */
  rough: boolean;
}

/** Where the place is not told: about when the sun rises and sets. */
const USUAL = { sunrise: 6 * 60, sunset: 18 * 60 };
const STRAY = 4 * 60;
const MIDNIGHT: Edge = { sun: '', minutes: 0 };
const NEXT_MIDNIGHT: Edge = { sun: '', minutes: DAY_MINUTES };

/** When any of the schedules holds on the seven days from `monday`; null for a schedule that is written wrong. */
export function weekOf(schedules: readonly Schedule[], monday: number, place: Place | undefined): Span[][] | null {
  const days: Span[][] = Array.from({ length: 7 }, () => []);
  for (const schedule of schedules) {
    const rule = ruleOf(schedule, place);
    if (rule === null) return null;
    // What began before the week can reach into it.
    for (let day = monday - 2; day < monday + 7; day += 1) {
      for (const { at, ...span } of rule(day)) days[at - monday]?.push(span);
    }
  }
  return days.map(joined);
}

type Rule = (day: number) => (Span & { at: number })[];

function ruleOf(schedule: Schedule, place: Place | undefined): Rule | null {
  const days = parseDays(textOf(schedule.days));
  const from = schedule.from ? parseEdge(schedule.from) : MIDNIGHT;
  const to = schedule.to ? parseEdge(schedule.to) : NEXT_MIDNIGHT;
  const only = datesOf(schedule['dates']);
  const not = datesOf(schedule['except_dates']);
  if (days === null || from === null || to === null || only.includes(null) || not.includes(null)) return null;
  const zone = textOf(schedule.tz) || place?.tz;
  const rough = (from.sun !== '' || to.sun !== '') && place?.latitude === undefined;
  const later = endsNextDay(from, to) ? 1 : 0;
  return (day) => {
    if (!days.has(weekday(day)) || not.some((range) => range !== null && holds(range, day))) return [];
    if (only.length > 0 && !only.some((range) => range !== null && holds(range, day))) return [];
    const start = minutesOf(from, day, place, zone);
    const end = minutesOf(to, day + later, place, zone) + later * DAY_MINUTES;
    return start < end ? cut(start, end, day, rough) : [];
  };
}

const textOf = (value: unknown): string => (Array.isArray(value) ? value.join(',') : typeof value === 'string' ? value : '');
const datesOf = (value: unknown) =>
  value === undefined || value === '' ? [] : [value].flat().map((text) => parseDates(String(text)));

function endsNextDay(start: Edge, end: Edge): boolean {
  if (start.sun === end.sun) return end.minutes <= start.minutes;
  const usual = (edge: Edge) => edge.minutes + (edge.sun === '' ? 0 : USUAL[edge.sun]);
  return usual(end) <= usual(start) - STRAY;
}

/** Minutes from the midnight a day begins with. */
function minutesOf(edge: Edge, day: number, place: Place | undefined, zone: string | undefined): number {
  if (edge.sun === '') return edge.minutes;
  if (place?.latitude === undefined || place.longitude === undefined) return USUAL[edge.sun] + edge.minutes;
  const sun = sunOn(day, place.latitude, place.longitude);
  const wall = wallClock(edge.sun === 'sunrise' ? sun.rises : sun.sets, zone);
  return (wall.day - day) * DAY_MINUTES + wall.minutes + edge.minutes;
}

/** A span from a day's midnight on as the pieces that lie on each day. */
function cut(start: number, end: number, day: number, rough: boolean): (Span & { at: number })[] {
  const pieces: (Span & { at: number })[] = [];
  for (let at = Math.floor(start / DAY_MINUTES); at * DAY_MINUTES < end; at += 1) {
    const begin = at * DAY_MINUTES;
    pieces.push({ at: day + at, from: Math.max(start - begin, 0), to: Math.min(end - begin, DAY_MINUTES), rough });
  }
  return pieces;
}

function joined(spans: Span[]): Span[] {
  const found: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = found.at(-1);
    if (last && span.from <= last.to && span.rough === last.rough) last.to = Math.max(last.to, span.to);
    else found.push({ ...span });
  }
  return found;
}
