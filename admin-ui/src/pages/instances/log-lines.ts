import type { LogLine } from '@/data/instances/types';

export const LEVELS = ['debug', 'info', 'warning', 'error'] as const;
export type Level = (typeof LEVELS)[number];

/** A foreign level is shown as info; critical counts as error. */
export function levelOf(level: string): Level {
  const lower = level.toLowerCase();
  if (lower === 'critical' || lower === 'fatal') return 'error';
  if (lower === 'warn') return 'warning';
  return LEVELS.find((known) => known === lower) ?? 'info';
}

/** Lines from a level upwards that contain the text. */
export function selectLines(lines: LogLine[], from: Level, text: string): (LogLine & { known: Level })[] {
  const lowest = LEVELS.indexOf(from);
  const wanted = text.trim().toLocaleLowerCase();
  return lines
    .map((line) => ({ ...line, known: levelOf(line.level) }))
    .filter((line) => LEVELS.indexOf(line.known) >= lowest && line.message.toLocaleLowerCase().includes(wanted));
}

export function asText(lines: LogLine[]): string {
  return lines.map((line) => `${new Date(line.ts).toISOString()} ${line.level.toUpperCase()} ${line.message}`).join('\n');
}
