import type { OperatorParameter } from '@/data/routes/tools';
import { completeExpression, type Words } from '../expression/complete';
import type { Completion, Option } from '../text/completion';
import { bind } from './bind';
import type { Vocabulary } from './check';
import { parsePipeline } from './parse';
import { tokensOf, type Token } from './tokens';

const SPANS = ['1s', '10s', '1m', '5m', '1h'];
const NOTHING: Option[] = [];

/** What can stand at the caret of a pipeline: a step, a parameter, a value, or part of an expression in quotes. */
export function completePipeline(text: string, caret: number, vocabulary: Vocabulary, words: Words): Completion {
  const tokens = tokensOf(text);
  const index = tokens.findIndex(({ kind, at, end }) => kind !== 'mark' && kind !== 'end' && at < caret && caret <= end);
  const token = index === -1 ? undefined : tokens[index];
  const before = tokens.filter(({ end, kind }) => kind !== 'end' && end <= (token?.at ?? caret));
  const place = placeOf(before);
  const span = token?.kind === 'word' ? { at: token.at, end: token.end } : { at: caret, end: caret };
  const typed = text.slice(span.at, caret);
  const nothing = { ...span, typed, options: NOTHING };
  if (place.kind === 'step') {
    const called = tokens.find(({ at }) => at >= span.end)?.text === '(';
    return { ...span, typed, options: stepOptions(vocabulary, called) };
  }
  if (place.kind === 'after') {
    return typed === '' && !gapMissing(text, caret)
      ? { ...nothing, options: [{ kind: 'mark', label: '|', insert: '| ' }] }
      : nothing;
  }
  const operator = vocabulary.operators.find(({ name }) => name === place.step);
  if (operator === undefined) return nothing;
  const parameter = parameterAt(operator.parameters, place, before);
  if (token !== undefined && (token.kind === 'quoted' || token.kind === 'wrong'))
    return parameter?.type === 'expression' && caret > token.at ? inQuotes(text, caret, token, words) : nothing;
  const values = parameter === undefined ? NOTHING : valueOptions(parameter);
  if (place.name !== null) return { ...nothing, options: values };
  const given = givenNames(before, operator.parameters, place.step);
  const names = operator.parameters
    .filter(({ name }) => !given.has(name))
    .map(({ name }): Option => ({ kind: 'parameter', label: name, insert: `${name}=` }));
  return { ...nothing, options: [...values, ...names] };
}

type Place = { kind: 'step' } | { kind: 'after' } | { kind: 'argument'; step: string; index: number; name: string | null };

/** What is expected after these tokens. */
function placeOf(tokens: readonly Token[]): Place {
  let step = '';
  let index = 0;
  let name: string | null = null;
  let state: Place['kind'] = 'step';
  let last: Token | undefined;
  for (const token of tokens) {
    if (token.kind === 'mark') {
      if (token.text === '|') state = 'step';
      else if (token.text === ')') state = 'after';
      else if (token.text === '(') [state, index, name] = ['argument', 0, null];
      else if (token.text === ',') [index, name] = [index + 1, null];
      else if (token.text === '=') name = last?.text ?? null;
    } else if (state === 'step') {
      step = token.text;
      state = 'after';
    }
    last = token;
  }
  return state === 'argument' ? { kind: 'argument', step, index, name } : { kind: state };
}

/** A bar fits only behind a complete step with a gap. */
function gapMissing(text: string, caret: number): boolean {
  return caret === 0 || !/\s/.test(text[caret - 1] ?? '') || text.slice(caret).trim() !== '';
}

function stepOptions({ operators, pipelines }: Vocabulary, called: boolean): Option[] {
  const steps = operators.map(({ name, parameters }): Option => {
    const call = parameters.length > 0 && !called;
    return { kind: 'operator', label: name, insert: call ? `${name}()` : name, ...(call && { caret: name.length + 1 }) };
  });
  return [...steps, ...pipelines.map((name): Option => ({ kind: 'pipeline', label: `@${name}`, insert: `@${name}` }))];
}

function parameterAt(
  parameters: readonly OperatorParameter[],
  place: Extract<Place, { kind: 'argument' }>,
  before: readonly Token[],
): OperatorParameter | undefined {
  if (place.name !== null) return parameters.find(({ name }) => name === place.name);
  const named = before.slice(before.findLastIndex(({ text }) => text === '(')).some(({ text }) => text === '=');
  return named ? undefined : parameters[place.index];
}

function valueOptions({ type, enum: choices }: OperatorParameter): Option[] {
  const values = type === 'boolean' ? ['true', 'false'] : type === 'duration' ? SPANS : (choices ?? []).map(String);
  if (type === 'expression') return [{ kind: 'value', label: '"…"', insert: '""', caret: 1 }];
  return values.map((value): Option => ({ kind: 'value', label: value, insert: value }));
}

function givenNames(before: readonly Token[], parameters: readonly OperatorParameter[], step: string): Set<string> {
  const open = before.findLastIndex(({ text }) => text === '(');
  const inside = before
    .slice(open + 1)
    .filter(({ kind, text }, at, all) => !(kind === 'mark' && text === ',' && at === all.length - 1));
  const written = `${step}(${inside.map(({ text }) => text).join(' ')})`;
  const args = parsePipeline(written).steps[0]?.args ?? [];
  return new Set(bind({ args }, parameters).given.keys());
}

function inQuotes(text: string, caret: number, token: Token, words: Words): Completion {
  const begin = token.at + 1;
  const closed = token.kind === 'quoted';
  const content = text.slice(begin, closed ? token.end - 1 : token.end);
  const quote = token.text[0] === '"' ? "'" : '"';
  const inner = completeExpression(content, caret - begin, words, quote);
  return { ...inner, at: inner.at + begin, end: inner.end + begin };
}
