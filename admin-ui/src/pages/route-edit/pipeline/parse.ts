import type { Scalar } from '@/data/points/types';
import { tokensOf, type Token } from './tokens';

/** A piece of the text, from `at` to before `end`. */
export interface Span {
  at: number;
  end: number;
}

export interface Argument extends Span {
  /** null for one given by its place. */
  name: string | null;
  value: Scalar;
  /** The value as it is written. */
  text: string;
}

/** One step; `@name` for a pipeline of the file. */
export interface Step extends Span {
  name: string;
  args: Argument[];
  text: string;
}

export type ProblemKind =
  | 'step_expected'
  | 'bar_expected'
  | 'bracket_expected'
  | 'value_expected'
  | 'text_open'
  | 'text_invalid'
  | 'name_twice'
  | 'name_expected'
  | 'too_long';

export interface Problem extends Span {
  kind: ProblemKind;
  /** What stands there; empty at the end. */
  found: string;
}

export interface Pipeline {
  /** All steps, or those before the problem. */
  steps: Step[];
  problem?: Problem;
}

export const MAX_STEPS = 64;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const NAME = /^@?[A-Za-z_][A-Za-z0-9_-]*$/;
const CONSTANTS: Record<string, Scalar> = { true: true, false: false, null: null };

class Stop extends Error {
  constructor(readonly problem: Problem) {
    super(problem.kind);
  }
}

/** Reads a pipeline, at most up to its first mistake; empty text is the empty pipeline. */
export function parsePipeline(text: string): Pipeline {
  const reader = new Reader(text);
  const steps: Step[] = [];
  if (reader.peek().kind === 'end') return { steps };
  try {
    do steps.push(reader.step());
    while (reader.takeMark('|'));
    if (reader.peek().kind !== 'end') reader.stop('bar_expected');
    const surplus = steps[MAX_STEPS];
    if (surplus) throw new Stop({ kind: 'too_long', found: surplus.text, at: surplus.at, end: text.length });
    return { steps };
  } catch (error) {
    if (error instanceof Stop) return { steps, problem: error.problem };
    throw error;
  }
}

class Reader {
  private readonly tokens: Token[];
  private next = 0;

  constructor(private readonly text: string) {
    this.tokens = tokensOf(text);
  }

  peek(): Token {
    return this.tokens[this.next] as Token;
  }

  stop(kind: ProblemKind, { text: found, at, end }: Token = this.peek()): never {
    throw new Stop({ kind: found.startsWith('"') || found.startsWith("'") ? openText(found, kind) : kind, found, at, end });
  }

  takeMark(mark: string): boolean {
    const found = this.peek().kind === 'mark' && this.peek().text === mark;
    if (found) this.next += 1;
    return found;
  }

  step(): Step {
    const word = this.peek();
    if (word.kind !== 'word' || !NAME.test(word.text)) this.stop('step_expected');
    this.next += 1;
    const args = this.takeMark('(') ? this.args() : [];
    const end = (this.tokens[this.next - 1] as Token).end;
    return { name: word.text, args, at: word.at, end, text: this.text.slice(word.at, end) };
  }

  private args(): Argument[] {
    const args: Argument[] = [];
    if (this.takeMark(')')) return args;
    do args.push(this.argument(args));
    while (this.takeMark(','));
    if (!this.takeMark(')')) this.stop('bracket_expected');
    return args;
  }

  private argument(before: readonly Argument[]): Argument {
    const first = this.peek();
    const follower = this.tokens[this.next + 1];
    const name = first.kind === 'word' && follower?.kind === 'mark' && follower.text === '=' ? first.text : null;
    if (name !== null) this.next += 2;
    if (before.some((other) => other.name !== null && other.name === name)) this.stop('name_twice', first);
    if (name === null && before.some((other) => other.name !== null)) this.stop('name_expected');
    const token = this.peek();
    if (token.kind !== 'word' && token.kind !== 'quoted') this.stop('value_expected');
    this.next += 1;
    return { name, value: this.value(token), text: token.text, at: first.at, end: token.end };
  }

  private value(token: Token): Scalar {
    if (token.kind === 'word') {
      if (NUMBER.test(token.text)) return Number(token.text);
      return Object.hasOwn(CONSTANTS, token.text) ? (CONSTANTS[token.text] as Scalar) : token.text;
    }
    if (token.text.startsWith("'")) return token.text.slice(1, -1);
    try {
      return JSON.parse(token.text) as string;
    } catch {
      return this.stop('text_invalid', token);
    }
  }
}

/** A quote that is never closed swallows everything after it; that is what to say, whatever was expected there. */
function openText(found: string, kind: ProblemKind): ProblemKind {
  return found.length < 2 || found.at(-1) !== found[0] ? 'text_open' : kind;
}
