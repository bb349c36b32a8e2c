import type { Completion, Option } from '../text/completion';

/** What conditions and expressions are made of. */
export interface Words {
  variables: readonly { name: string }[];
  functions: readonly { name: string }[];
}

const TOKEN = /(?<quoted>"[^"]*"?|'[^']*'?)|(?<word>[A-Za-z_]\w*)|(?<number>\d[\w.]*)|(?<mark>\S)/g;
const BINDERS = ['and', 'or', 'not', 'if', 'else'];

/** What can stand at the caret of an expression; inside `point('…')` it is an address. `quote` is the one to write with. */
export function completeExpression(text: string, caret: number, words: Words, quote = "'"): Completion {
  const tokens = [...text.matchAll(TOKEN)].map((found) => ({
    kind: Object.entries(found.groups ?? {}).find(([, value]) => value !== undefined)?.[0] ?? 'mark',
    text: found[0],
    at: found.index,
    end: found.index + found[0].length,
  }));
  const index = tokens.findIndex(({ at, end }) => at < caret && caret <= end);
  const token = tokens[index];
  const nothing = { at: caret, end: caret, typed: '', options: [] };
  if (token?.kind === 'quoted') {
    const called = tokens[index - 1]?.text === '(' && tokens[index - 2]?.text === 'point';
    const closed = token.text.length > 1 && token.text.endsWith(token.text[0] ?? '');
    const end = closed ? token.end - 1 : token.end;
    if (!called || caret > end) return nothing;
    return { at: token.at + 1, end, typed: text.slice(token.at + 1, caret), options: [], points: true };
  }
  if (token?.kind === 'number') return nothing;
  const span = token?.kind === 'word' ? { at: token.at, end: token.end } : { at: caret, end: caret };
  const last = tokens.findLast(({ end }) => end <= span.at);
  const operand = last === undefined || /^(?:and|or|not|if|else)$|^[-+*/%<>=!(,&|]$/.test(last.text);
  const called = text.slice(span.end).trimStart().startsWith('(');
  const options = operand ? operandOptions(words, called, quote) : BINDERS.filter((word) => word !== 'not').map(binder);
  return { ...span, typed: text.slice(span.at, caret), options };
}

function operandOptions({ variables, functions }: Words, called: boolean, quote: string): Option[] {
  const call = (name: string): Option => {
    if (called) return { kind: 'function', label: name, insert: name };
    const inner = name === 'point' ? quote.repeat(2) : '';
    const insert = `${name}(${inner})`;
    return { kind: 'function', label: name, insert, caret: name.length + 1 + inner.length / 2 };
  };
  return [
    ...variables.map(({ name }): Option => ({ kind: 'variable', label: name, insert: name })),
    ...functions.map(({ name }) => call(name)),
    binder('not'),
  ];
}

const binder = (word: string): Option => ({ kind: 'word', label: word, insert: `${word} ` });
