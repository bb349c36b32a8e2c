export type Pair = [left: string, right: string];

/** Rows of a table such as `0=off, 1=heating`; spaces inside a half belong to it. */
export function parsePairs(text: string, separator: string): Pair[] {
  if (text.trim() === '') return [];
  return text.split(',').map((part): Pair => {
    const whole = part.replace(/^ /, '');
    const at = whole.indexOf(separator);
    return at === -1 ? [whole, ''] : [whole.slice(0, at), whole.slice(at + separator.length)];
  });
}

export function printPairs(pairs: readonly Pair[], separator: string): string {
  return pairs.map((pair) => pair.join(separator)).join(', ');
}

/** What can stand in a half: a comma would begin the next pair, so in numbers it is the decimal sign and elsewhere dropped. */
export function cleanHalf(text: string, separator: string): string {
  return text
    .replaceAll(separator, '')
    .replaceAll(/(\d),(?=\d|$)/g, '$1.')
    .replaceAll(',', '');
}
