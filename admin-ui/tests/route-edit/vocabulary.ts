import type { OperatorDoc, OperatorParameter } from '@/data/routes/tools';
import type { Words } from '@/pages/route-edit/expression/complete';
import type { Vocabulary } from '@/pages/route-edit/pipeline/check';

type Short = [name: string, type: string, required?: boolean];

function operator(name: string, example: string, ...parameters: Short[]): OperatorDoc {
  const of = ([parameter, type, required = true]: Short): OperatorParameter => {
    return { name: parameter, type, required, title: parameter, description: '', unit: '' };
  };
  const told = { transform: example, given: [], gives: [] };
  return { name, doc: `${name} does it.`, kind: 'value', parameters: parameters.map(of), example: told, inverse: false };
}

/** A few operators of each form, as the router tells of them. */
export const VOCABULARY: Vocabulary = {
  operators: [
    operator('scale', 'scale(0.001)', ['factor', 'number']),
    operator('round', 'scale(0.1) | round(1)', ['digits', 'integer', false]),
    operator('clamp', 'clamp(0, 100)', ['min', 'number', false], ['max', 'number', false]),
    operator('linear', 'linear(0, 10, 4, 20)', ['x0', 'number'], ['x1', 'number'], ['y0', 'number'], ['y1', 'number']),
    operator('on_change', 'on_change()'),
    operator('throttle', 'throttle(1s)', ['every', 'duration']),
    operator('expr', 'expr("value * 2")', ['text', 'expression']),
    operator('gate', 'gate(true)', ['open', 'boolean'], ['unit', 'text', false]),
  ],
  pipelines: ['mv'],
};

export const WORDS: Words = {
  variables: [{ name: 'value' }, { name: 'hour' }],
  functions: [{ name: 'point' }, { name: 'min' }],
};
