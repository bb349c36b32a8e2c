import type { OperatorDoc, OperatorParameter } from '@/data/routes/tools';
import type { Argument, Step } from './parse';
import { printStep } from './print';

/** Which argument of a step is which parameter of its operator. */
export interface Binding {
  given: ReadonlyMap<string, Argument>;
  /** Positional ones beyond the last parameter. */
  surplus: Argument[];
  /** Named ones the operator does not have. */
  unknown: Argument[];
  /** Named ones that were already given by their place. */
  twice: Argument[];
}

export function bind(step: Pick<Step, 'args'>, parameters: readonly Pick<OperatorParameter, 'name'>[]): Binding {
  const given = new Map<string, Argument>();
  const binding: Binding = { given, surplus: [], unknown: [], twice: [] };
  step.args.forEach((argument, index) => {
    const name = argument.name ?? parameters[index]?.name;
    if (name === undefined) binding.surplus.push(argument);
    else if (!parameters.some((parameter) => parameter.name === name)) binding.unknown.push(argument);
    else if (given.has(name)) binding.twice.push(argument);
    else given.set(name, argument);
  });
  return binding;
}

/**
 * The step with one parameter set to a value as written, or left out (undefined).
 *
 * Every other argument keeps the way it is written; what has no parameter is dropped.
 */
export function withParameter(step: Step, { parameters }: Pick<OperatorDoc, 'parameters'>, name: string, text?: string): string {
  const { given } = bind(step, parameters);
  let placed = true;
  const args = parameters.flatMap((parameter, index) => {
    const before = given.get(parameter.name);
    const value = parameter.name === name ? text : before?.text;
    if (value === undefined) {
      placed = false;
      return [];
    }
    placed &&= before === undefined ? parameter.required || index === 0 : before.name === null;
    return [placed ? value : `${parameter.name}=${value}`];
  });
  return printStep(step.name, args);
}

/** A new step of an operator, with the values of its example. */
export function firstText(operator: OperatorDoc, steps: (text: string) => Step[]): string {
  const example = steps(operator.example.transform).find(({ name }) => name === operator.name);
  return example?.text.replace(/\(\)$/, '') ?? operator.name;
}
