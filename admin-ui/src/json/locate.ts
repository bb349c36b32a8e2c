/**
 * Line (from 1) at which the value of a JSON pointer begins in a text; undefined when it is not there.
 *
 * The text must be valid JSON. Of repeated keys the last one counts, as for every parser.
 */
export function lineOfPointer(text: string, pointer: string): number | undefined {
  const wanted = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const found = offsetOf(text, wanted);
  return found === undefined ? undefined : text.slice(0, found).split('\n').length;
}

/** Line of a place, or of what is around it when the place itself is missing. */
export function lineNear(text: string, pointer: string): number {
  return lineOfPointer(text, pointer) ?? (pointer === '' ? 1 : lineNear(text, pointer.slice(0, pointer.lastIndexOf('/'))));
}

const SPACE = /[\s,:]*/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const PLAIN = /[^\s,:[\]{}"]+/y;

function offsetOf(text: string, wanted: string[]): number | undefined {
  let at = 0;
  let found: number | undefined;
  const match = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const hit = pattern.exec(text)?.[0] ?? '';
    at += hit.length;
    return hit;
  };
  const value = (path: string[], on: boolean): void => {
    match(SPACE);
    if (on && path.length === wanted.length) found = at;
    const opening = text[at];
    if (opening === '{' || opening === '[') {
      at += 1;
      members(opening === '{' ? '}' : ']', path, on);
    } else if (match(STRING) === '' && match(PLAIN) === '') at = text.length;
  };
  const members = (closing: string, path: string[], on: boolean): void => {
    for (let index = 0; at < text.length; index += 1) {
      match(SPACE);
      if (text[at] === closing) {
        at += 1;
        return;
      }
      const name = closing === '}' ? nameOf(match(STRING)) : String(index);
      value([...path, name], on && wanted[path.length] === name);
    }
  };
  value([], true);
  return found;
}

function nameOf(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    return token;
  }
}
