/** Addresses with wildcards and what they match, as in router/dinrail_router/pattern.py. */

/** Segments of an address; `/` separates like `.`. */
export function segmentsOf(address: string): string[] {
  return address.split(/[./]/);
}

const isWild = (segment: string) => segment === '*' || segment === '**';

/** How many `{n}` a target may use. */
export function wildcardsOf(pattern: string): number {
  return segmentsOf(pattern).filter(isWild).length;
}

/** The address up to its first wildcard, to look for points with. */
export function literalPrefix(pattern: string): string {
  const segments = segmentsOf(pattern);
  const first = segments.findIndex((segment) => segment.includes('*'));
  return (first === -1 ? segments : segments.slice(0, first)).join('.');
}

/** What the wildcards matched (`**`: segments joined by dots, shortest first), null without a match. */
export function match(pattern: string, address: string): string[] | null {
  return matchFrom(segmentsOf(pattern), segmentsOf(address), 0, 0, new Set());
}

function matchFrom(pattern: string[], segments: string[], first: number, start: number, failed: Set<string>): string[] | null {
  const captures: string[] = [];
  let to = start;
  for (let at = first; at < pattern.length; at += 1) {
    const step = pattern[at];
    if (step === '**') {
      const rest = matchMany(pattern, segments, at, to, failed);
      return rest === null ? null : [...captures, ...rest];
    }
    const segment = segments[to];
    if (segment === undefined || (step !== '*' && step !== segment)) return null;
    if (step === '*') captures.push(segment);
    to += 1;
  }
  return to === segments.length ? captures : null;
}

function matchMany(pattern: string[], segments: string[], at: number, start: number, failed: Set<string>): string[] | null {
  const place = `${at} ${start}`;
  if (failed.has(place)) return null;
  for (let end = start; end <= segments.length; end += 1) {
    const rest = matchFrom(pattern, segments, at + 1, end, failed);
    if (rest !== null) return [segments.slice(start, end).join('.'), ...rest];
  }
  failed.add(place);
  return null;
}

/** The target with what the wildcards matched put in; null when it uses one that is not there. */
export function fill(target: string, captures: readonly string[]): string | null {
  let whole = true;
  const filled = target.replaceAll(/\{(\d{1,2})\}/g, (_, number: string) => {
    const capture = captures[Number(number) - 1];
    whole &&= capture !== undefined;
    return capture ?? '';
  });
  return whole ? segmentsOf(filled).filter(Boolean).join('.') : null;
}

/** The numbers a target uses. */
export function capturesIn(target: string): number[] {
  return [...new Set([...target.matchAll(/\{(\d{1,2})\}/g)].map((found) => Number(found[1])))];
}
