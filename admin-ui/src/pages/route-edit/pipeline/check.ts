import type { OperatorDoc, OperatorParameter } from '@/data/routes/tools';
import { bind } from './bind';
import type { Argument, Pipeline, ProblemKind, Span, Step } from './parse';
import { closest } from './words';

export type MistakeKind =
  | ProblemKind
  | 'unknown_step'
  | 'unknown_pipeline'
  | 'unknown_name'
  | 'too_many'
  | 'twice'
  | 'missing'
  | 'needs_number'
  | 'needs_whole'
  | 'needs_yes_no'
  | 'needs_duration'
  | 'not_among';

/** Something wrong in a pipeline, at its place; `fix`: what was probably meant there. */
export interface Mistake extends Span {
  kind: MistakeKind;
  params: Record<string, string>;
  fix?: string;
}

export interface Vocabulary {
  operators: readonly OperatorDoc[];
  /** Names of the file's own pipelines, without `@`. */
  pipelines: readonly string[];
}

export const DURATION =
  /^(?=\d)(?:\d+(?:\.\d+)?d)?(?:\d+(?:\.\d+)?h)?(?:\d+(?:\.\d+)?m)?(?:\d+(?:\.\d+)?s)?(?:\d+(?:\.\d+)?ms)?$/;

/** Everything that can be seen without the router. Ranges and the texts of expressions are the router's to judge. */
export function checkPipeline({ steps, problem }: Pipeline, vocabulary: Vocabulary): Mistake[] {
  const found = steps.flatMap((step) => checkStep(step, vocabulary));
  if (problem === undefined) return found;
  const { kind, at, end, found: text } = problem;
  return [...found, { kind, at, end, params: { found: text.slice(0, 40) } }];
}

function checkStep(step: Step, { operators, pipelines }: Vocabulary): Mistake[] {
  const name = { at: step.at, end: step.at + step.name.length };
  if (step.name.startsWith('@')) {
    if (pipelines.includes(step.name.slice(1))) return [];
    const meant = closest(step.name.slice(1), pipelines);
    return [{ ...name, kind: 'unknown_pipeline', params: { name: step.name }, ...(meant && { fix: `@${meant}` }) }];
  }
  const operator = operators.find((known) => known.name === step.name);
  if (operator === undefined) {
    const meant = closest(
      step.name,
      operators.map((known) => known.name),
    );
    return [{ ...name, kind: 'unknown_step', params: { name: step.name }, ...(meant && { fix: meant }) }];
  }
  return [...checkNames(step, operator), ...checkValues(step, operator)];
}

function checkNames(step: Step, { parameters }: OperatorDoc): Mistake[] {
  const { surplus, unknown, twice, given } = bind(step, parameters);
  const span = ({ at, end }: Argument) => ({ at, end });
  const missing = parameters.filter(({ name, required }) => required && !given.has(name));
  return [
    ...unknown.map((argument): Mistake => {
      const name = argument.name ?? '';
      const meant = closest(
        name,
        parameters.map((parameter) => parameter.name),
      );
      const place = { at: argument.at, end: argument.at + name.length };
      return { ...place, kind: 'unknown_name', params: { name, step: step.name }, ...(meant && { fix: meant }) };
    }),
    ...surplus.map((argument): Mistake => {
      return { ...span(argument), kind: 'too_many', params: { step: step.name, value: argument.text } };
    }),
    ...twice.map((argument): Mistake => ({ ...span(argument), kind: 'twice', params: { name: argument.name ?? '' } })),
    ...missing.map((parameter): Mistake => {
      return { at: step.at, end: step.end, kind: 'missing', params: { name: parameter.name, step: step.name } };
    }),
  ];
}

function checkValues(step: Step, { parameters }: OperatorDoc): Mistake[] {
  const { given } = bind(step, parameters);
  return parameters.flatMap((parameter) => {
    const argument = given.get(parameter.name);
    const kind = argument === undefined ? undefined : mismatch(parameter, argument.value);
    if (argument === undefined || kind === undefined) return [];
    return [{ at: argument.at, end: argument.end, kind, params: { name: parameter.name, value: argument.text } }];
  });
}

/** Why a value cannot be one of this parameter; undefined when it can or the router has to tell. */
export function mismatch(parameter: Pick<OperatorParameter, 'type' | 'enum'>, value: unknown): MistakeKind | undefined {
  if (value === null) return undefined;
  switch (parameter.type) {
    case 'number':
      return typeof value === 'number' ? undefined : 'needs_number';
    case 'integer':
      return Number.isInteger(value) ? undefined : 'needs_whole';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'needs_yes_no';
    case 'duration':
      return typeof value === 'number' || (typeof value === 'string' && DURATION.test(value)) ? undefined : 'needs_duration';
    case 'choice':
      return parameter.enum?.some((choice) => choice === value) ? undefined : 'not_among';
    default:
      return undefined;
  }
}
