import type { Course } from '../../parts/tail';

interface Ends {
  min: number | null;
  max: number | null;
}

/** SVG paths of a course; a null or a long silence leaves a gap. */
export function linesOf({ times, values, from, to, gap }: Course, width: number, height: number, { min, max }: Ends) {
  const known = values.filter((value) => value !== null);
  const low = min ?? Math.min(...known);
  const high = max ?? Math.max(...known);
  const x = (time: number) => (((time - from) / Math.max(1, to - from)) * width).toFixed(1);
  const y = (value: number) => {
    // On a scale without height, what is neither above nor below it lies in the middle.
    const share = high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : value < low ? 0 : value > high ? 1 : 0.5;
    return (2 + (height - 4) * (1 - share)).toFixed(1);
  };
  let line = '';
  let area = '';
  let bars = '';
  let last: number | null = null;
  const close = () => {
    if (last !== null) area += `L${x(last)} ${height}Z`;
    last = null;
  };
  times.forEach((time, index) => {
    const value = values[index];
    if (value === null || value === undefined) return close();
    if (last !== null && time - last > gap) close();
    line += `${last === null ? 'M' : 'L'}${x(time)} ${y(value)}`;
    area += last === null ? `M${x(time)} ${height}L${x(time)} ${y(value)}` : `L${x(time)} ${y(value)}`;
    bars += `M${x(time)} ${height}V${y(value)}`;
    last = time;
  });
  close();
  return { line, area, bars };
}
