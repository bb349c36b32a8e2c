/** Where a bar begins and ends on its scale, as shares; from zero when zero is on the scale and wanted. */
export function stretchOf(value: number, min: number, max: number, fromZero: boolean): { from: number; to: number } {
  const share = (at: number) => Math.min(1, Math.max(0, (at - min) / (max - min)));
  const base = fromZero && min < 0 && max > 0 ? share(0) : 0;
  const end = share(value);
  return base <= end ? { from: base, to: end } : { from: end, to: base };
}
