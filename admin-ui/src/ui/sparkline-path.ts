/** SVG path of values from left to right, 0 at the bottom; a null leaves a gap. */
export function pathOf(values: readonly (number | null)[], width: number, height: number, top: number): string {
  const highest = Math.max(top, ...values.map((value) => value ?? 0), Number.MIN_VALUE);
  const step = width / Math.max(1, values.length - 1);
  let path = '';
  let drawing = false;
  values.forEach((value, index) => {
    if (value === null) {
      drawing = false;
      return;
    }
    const y = 1 + (height - 2) * (1 - Math.min(1, Math.max(0, value / highest)));
    path += `${drawing ? 'L' : 'M'}${(index * step).toFixed(1)} ${y.toFixed(1)}`;
    drawing = true;
  });
  return path;
}

/** The latest and the highest of what is known. */
export function latestAndHighest(values: readonly (number | null)[]): [number | null, number | null] {
  const known = values.filter((value) => value !== null);
  return [known.at(-1) ?? null, known.length > 0 ? Math.max(...known) : null];
}
