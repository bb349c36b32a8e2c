/** Whether a path lies below another one, whichever way its adapter writes levels. */
export function isBelow(path: string, above: string): boolean {
  return path.length > above.length && path.startsWith(above) && /[./[]/.test(path[above.length] ?? '');
}
