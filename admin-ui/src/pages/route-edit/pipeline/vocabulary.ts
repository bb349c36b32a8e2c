import type { Language, OperatorDoc, OperatorParameter } from '@/data/routes/tools';
import type { RoutesDocument } from '@/data/routes/types';
import type { Vocabulary } from './check';

/** Operators whose parameter is an expression or a table, whatever the router calls its type. */
const EXPRESSIONS = ['expr', 'filter', 'combine'];
const TABLES: Record<string, string> = { map: '=', curve: ':' };

/** Types an input is made for; any other one is a text. */
const TYPES: Record<string, string> = { string: 'text', str: 'text', float: 'number', int: 'integer', bool: 'boolean' };

/** What can stand in a pipeline of this file. */
export function vocabularyOf(language: Language | undefined, document: RoutesDocument): Vocabulary {
  return { operators: (language?.operators ?? []).map(withTypes), pipelines: Object.keys(document.pipelines ?? {}) };
}

function withTypes(operator: OperatorDoc): OperatorDoc {
  return { ...operator, parameters: operator.parameters.map((one) => ({ ...one, type: typeOf(operator.name, one) })) };
}

function typeOf(operator: string, { name, type, enum: choices }: OperatorParameter): string {
  // A result of a table may be a number, a text or a truth value.
  if (operator === 'map' && name === 'default') return 'scalar';
  if (name === 'text' && EXPRESSIONS.includes(operator)) return 'expression';
  if (name === 'table' && operator in TABLES) return 'pairs';
  if (choices !== undefined && choices.length > 0) return 'choice';
  return TYPES[type] ?? type;
}

/** What stands between the two halves of a pair in the table of an operator. */
export const separatorOf = (operator: string): string => TABLES[operator] ?? '=';
