/** The characters of a pipeline in groups; the same groups as in router/dinrail_router/pipeline.py. */
export interface Token {
  kind: 'mark' | 'quoted' | 'word' | 'wrong' | 'end';
  text: string;
  at: number;
  end: number;
}

const TOKEN = /\s*(?:(?<mark>[|(),=])|(?<quoted>"(?:[^"\\]|\\.)*"|'[^'\\]*')|(?<word>[^\s|(),="']+)|(?<wrong>\S))/y;

/** All tokens, the last one is always `end`; what begins a text and does not end it is one `wrong` token to the end. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let found = TOKEN.exec(text); found !== null; found = TOKEN.exec(text)) {
    const { mark, quoted, word, wrong } = found.groups ?? {};
    const end = TOKEN.lastIndex;
    if (wrong !== undefined) return [...tokens, token('wrong', text.slice(end - 1), end - 1), END(text)];
    const content = mark ?? quoted ?? word ?? '';
    const kind = mark === undefined ? (quoted === undefined ? 'word' : 'quoted') : 'mark';
    tokens.push(token(kind, content, end - content.length));
  }
  return [...tokens, END(text)];
}

const END = (text: string): Token => token('end', '', text.length);

function token(kind: Token['kind'], text: string, at: number): Token {
  return { kind, text, at, end: at + text.length };
}
