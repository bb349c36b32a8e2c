export interface JsonProblem {
  message: string;
  line?: number;
  column?: number;
}

export type Parsed = { value: unknown } | { problem: JsonProblem };

/** Parses JSON text and, when it is not valid, says where (browsers word the place differently). */
export function parseJson(text: string): Parsed {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { problem: problemOf(text, error instanceof Error ? error.message : String(error)) };
  }
}

function problemOf(text: string, message: string): JsonProblem {
  const told = /line (\d+) column (\d+)/.exec(message);
  if (told) return { message, line: Number(told[1]), column: Number(told[2]) };
  const position = /position (\d+)/.exec(message);
  if (position) return { message, ...placeOf(text, Number(position[1])) };
  if (/end of (JSON )?(input|data)/.test(message)) return { message, ...placeOf(text, text.length) };
  return { message };
}

/** Line and column (from 1) of a character offset. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
