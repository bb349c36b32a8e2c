/** The end of the word that begins at a place; one character where there is none. */
export function wordEnd(text: string, at: number): number {
  const word = /^[^\s|(),=]+/.exec(text.slice(at))?.[0] ?? '';
  return at + Math.max(word.length, 1);
}
